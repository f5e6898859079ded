/** What reports say beneath a rule that a list made hit. `__` rules say nothing. Byte strings. */
import type { DnsRecord } from '../../../net/resolver.ts';
import type { GivenAnswer } from '../dns/lookups.ts';

export function listingLog(
  rule: string,
  { name }: GivenAnswer,
  { type }: DnsRecord,
  text: string,
): readonly string[] {
  if (rule.startsWith('__')) return [];
  const log = type === 'TXT' ? text.replace(/(?<![<([])https?:\/\/[^\t-\r ]+/gi, '<$&>') : listed(name);
  return log === '' ? [] : [log];
}

function listed(name: string): string {
  const [, nibbles, list6 = ''] = /^((?:[0-9a-f]\.){32})(\S+)$/i.exec(name) ?? [];
  if (nibbles !== undefined) {
    const groups =
      Array.from(nibbles.replaceAll('.', '').toLowerCase()).reverse().join('').match(/..../g) ?? [];
    const [first = '', ...others] = groups;
    return `${[first, ...others.map(group => group.replace(/^0{1,3}/, ''))].join(':')} listed in ${list6.toLowerCase()}`;
  }
  const [, d = '', c = '', b = '', a = '', list4] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.(\S+)$/.exec(name) ?? [];
  return list4 === undefined
    ? `listed in ${name.toLowerCase()}`
    : `${a}.${b}.${c}.${d} listed in ${list4.toLowerCase()}`;
}
