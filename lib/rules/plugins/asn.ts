/**
 * ASN: which autonomous system, and which route, the host that handed the message over belongs to. asn_lookup names zones that tell it
 * in TXT records; the answers become template tags (_ASN_ and _ASNCIDR_ unless others are named) and the metadata X-ASN, and
 * check_asn matches them. Databases of networks are not read.
 */
import { perSet } from '../per-set.ts';
import { isIpv4Address, reverseAddress } from '../../views/relays/ip-address.ts';
import { allowed } from '../cf/value-types.ts';
import { wordsOf } from '../words.ts';
import { routesIn } from './asn/routes-in.ts';
import { lookups } from './dns/lookups.ts';
import { matchesInTime } from './dns/matches.ts';
import { patternOf } from './pattern.ts';
import { ASKS_DNS } from './plugin.ts';
import type { EvalContext, MessageContext, Plugin } from './plugin.ts';

interface AsnLookup {
  readonly zone: string;
  readonly isIpv6: boolean;
  readonly asnTag: string;
  readonly routeTag: string;
}

const ZONE = /^(\S+?)\.?(?:\s+_(\S+)_\s+_(\S+)_)?$/;
const MAX_VALUES = 100;

const asnLookups = perSet(({ settings }): readonly AsnLookup[] => {
  const lines = settings.all('asn_lookup', 'asn_lookup_ipv6', 'clear_asn_lookups');
  const cleared = lines.findLastIndex(({ key }) => key === 'clear_asn_lookups');
  return lines.slice(cleared + 1).flatMap(({ key, value }) => {
    const [, zone, asnTag = 'ASN', routeTag = 'ASNCIDR'] = ZONE.exec(value) ?? [];
    return zone === undefined ? [] : [{ zone, isIpv6: key === 'asn_lookup_ipv6', asnTag, routeTag }];
  });
});

const asnPrefix = perSet(({ settings }) =>
  (settings.last('asn_prefix') ?? 'AS').replace(/^(['"])(.*)\1$/, '$2'),
);

function prepare(message: MessageContext): void {
  const { views, set, outside } = message;
  const [relay] = views.relays.external;
  const isUsable = relay !== undefined && !relay.isPrivate;
  if (outside.resolver === undefined || !isUsable || !set.settings.flag('asn_use_dns', true)) return;
  const reversed = reverseAddress(relay.ip);
  if (reversed === undefined) return;
  for (const one of asnLookups(set).filter(({ isIpv6 }) => isIpv6 !== isIpv4Address(relay.ip))) {
    const question = { name: `${reversed}.${one.zone}`, type: 'TXT', rules: ['asn_lookup'] } as const;
    message.once(lookups).ask(question, ({ records }) => {
      const found = records.flatMap(record =>
        record.type === 'TXT' ? [routesIn(record.strings ?? [record.data])] : [],
      );
      const systems = add(
        message,
        one.asnTag,
        asnPrefix(set),
        found.flatMap(({ systems: some }) => some),
      );
      if (systems !== undefined) views.putMetadata('X-ASN', systems.join(' '));
      add(
        message,
        one.routeTag,
        '',
        found.flatMap(({ routes }) => routes),
      );
    });
  }
}

/** To the values of a tag, each once. Gives them back without the prefix; undefined: nothing new. */
function add(
  { tags }: MessageContext,
  tag: string,
  prefix: string,
  more: readonly string[],
): readonly string[] | undefined {
  const before = [tags.get(tag) ?? []].flat().flatMap(wordsOf);
  const known = before.map(value => (value.startsWith(prefix) ? value.slice(prefix.length) : value));
  const all = [...new Set([...known, ...more])].slice(0, MAX_VALUES);
  if (all.length === known.length) return undefined;
  const shown = all.map(value => `${prefix}${value}`);
  tags.set(tag, shown.length === 1 ? (shown[0] ?? '') : shown);
  return all;
}

function checkAsn(context: EvalContext, [pattern = '', tag = 'ASN']: readonly string[]): boolean | undefined {
  const regex = patternOf(pattern, 'optional delimiters');
  if (regex === undefined) return false;
  const test = (): boolean => {
    const value = [context.tags.get(tag) ?? []].flat().join(' ');
    if (value === '' || !matchesInTime(regex, value, context.rule.name, context)) return false;
    context.settle(context.rule.name, 1, { logs: [`${tag}: ${value}`] });
    return true;
  };
  if (context.tags.get(tag) !== undefined) return test() ? undefined : false;
  context.tags.onceSet(tag, () => {
    if (!test()) context.settle(context.rule.name, 0);
  });
  return undefined;
}

const isZone = allowed(ZONE, 'a zone, and the names of two tags such as _ASN_ _ASNCIDR_');

export const asn: Plugin = {
  name: 'ASN',
  isDefault: false,
  capabilities: ['has_asn_geodb', 'has_asn_lookup_ipv6', 'has_check_asn', 'has_check_asn_tag'],
  directives: {
    asn_lookup: isZone,
    asn_lookup_ipv6: isZone,
    clear_asn_lookups: 'nothing',
    asn_prefix: 'custom',
    asn_use_geodb: 'bool',
    asn_prefer_geodb: 'bool',
    asn_use_dns: 'bool',
  },
  prepare,
  evals: { check_asn: { area: 'header', asks: ASKS_DNS, run: checkAsn } },
};
