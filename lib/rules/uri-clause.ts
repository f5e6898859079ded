/** A clause of a uri_detail rule (spec 3.9): `key =~ /regex/` or `key !~ /regex/`. */
import type { RuleRegex } from './regex/rule-regex.ts';

export const URI_DETAIL_KEYS = ['raw', 'type', 'cleaned', 'text', 'domain', 'host'] as const;
export type UriDetailKey = (typeof URI_DETAIL_KEYS)[number];

export interface UriClause {
  readonly key: UriDetailKey;
  readonly negated: boolean;
  readonly regex: RuleRegex;
}
