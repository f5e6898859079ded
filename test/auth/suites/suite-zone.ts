/**
 * A resolver that knows the zone of a test suite, as the openspf suites write it: by name a list of records, each an object with
 * one type, or the word TIMEOUT for whatever has no answer then. SPF records count as TXT unless the name has TXT of its own.
 */
import type { DnsAnswer, RecordType, Resolver } from '../../../lib/net/resolver.ts';

type ZoneRecord = 'TIMEOUT' | { readonly [type: string]: string | readonly (string | number)[] };
export type Zone = Readonly<Record<string, readonly ZoneRecord[] | null>>;

export function zoneResolver(zone: Zone): Resolver & { readonly asked: readonly string[] } {
  const byName = new Map(Object.entries(zone).map(([name, records]) => [name.toLowerCase(), records ?? []]));
  const asked: string[] = [];
  const answer = (name: string, type: RecordType, hops: number): DnsAnswer | undefined => {
    const records = byName.get(name.toLowerCase().replace(/\.$/, ''));
    if (records === undefined) return { code: 'NXDOMAIN', records: [] };
    const named = records.filter(one => one !== 'TIMEOUT');
    const hasText = named.some(one => 'TXT' in one);
    const found = named.flatMap(one => {
      const value = one[type] ?? (type === 'TXT' && !hasText ? one['SPF'] : undefined);
      return value === undefined || value === 'NONE' ? [] : [dataOf(type, value)];
    });
    if (found.length > 0)
      return { code: 'NOERROR', records: found.map(data => ({ name, type, ttlS: 60, data })) };
    const alias = named.find(one => 'CNAME' in one)?.['CNAME'];
    if (alias !== undefined && hops > 0) return answer(String(alias), type, hops - 1);
    return records.includes('TIMEOUT') ? undefined : { code: 'NOERROR', records: [] };
  };
  return {
    asked,
    query: (name, type) => {
      asked.push(`${name} ${type}`);
      return Promise.resolve(answer(name, type, 5));
    },
  };
}

function dataOf(type: RecordType, value: string | readonly (string | number)[]): string {
  if (typeof value === 'string') return Buffer.from(value).toString('latin1');
  return value.join(type === 'TXT' ? '' : ' ');
}
