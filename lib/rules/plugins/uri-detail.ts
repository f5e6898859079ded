/** URIDetail (spec 3.9): the rule kind uri_detail, all of whose clauses have to fit one URI. */
import type { UriDetail } from '../../views/uri/uri-view.ts';
import type { RuleRegex } from '../regex/rule-regex.ts';
import type { Plugin } from './plugin.ts';

export const URI_DETAIL_KEYS = ['raw', 'type', 'cleaned', 'text', 'domain', 'host'] as const;
export type UriDetailKey = (typeof URI_DETAIL_KEYS)[number];

export interface UriClause {
  readonly key: UriDetailKey;
  readonly negated: boolean;
  readonly regex: RuleRegex;
}

export const uriDetail: Plugin = { name: 'URIDetail', isDefault: true, capabilities: ['has_host_key'] };

/** The first URI that fits, as written. */
export function findUri(details: Iterable<UriDetail>, clauses: readonly UriClause[]): string | undefined {
  for (const detail of details) {
    if (clauses.every(clause => fits(detail, clause))) return detail.raw;
  }
  return undefined;
}

/** Some value of the key matches, or with `!~` some does not. */
function fits(detail: UriDetail, { key, negated, regex }: UriClause): boolean {
  return valuesOf(detail, key).some(value => regex.test(value) !== negated);
}

function valuesOf({ raw, types, cleaned, anchors, hosts }: UriDetail, key: UriDetailKey): readonly string[] {
  switch (key) {
    case 'raw':
      return [raw];
    case 'type':
      return [...types];
    case 'cleaned':
      return cleaned;
    case 'text':
      return anchors;
    case 'domain':
      return [...new Set(hosts.values())];
    case 'host':
      return [...hosts.keys()];
  }
}
