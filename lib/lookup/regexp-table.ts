/**
 * Values by regular expression, tried in order on the address as it came: no lower-casing, no implied anchors.
 * Text values may use what the expression captured: $1, ${2}.
 */
import type { AddressQuery } from './query.ts';
import { ABSENT, type LookupResult } from './result.ts';
import type { Expand, Table } from './table.ts';

export interface RegexpRule<T> {
  /** Without the flags g and y, which would make it remember. */
  readonly pattern: RegExp;
  readonly value: T | null;
  readonly origin: string;
}

export function regexpTable<T>(rules: readonly RegexpRule<T>[], expand: Expand<T>): Table<T> {
  function lookup(query: AddressQuery): LookupResult<T> {
    for (const rule of rules) {
      const groups = rule.pattern.exec(query.subject);
      if (groups === null) continue;
      if (rule.value === null) return ABSENT;
      return { status: 'found', value: expand(rule.value, groups), via: describe(rule) };
    }
    return ABSENT;
  }
  return {
    lookup,
    lookupAll: query => ({
      status: 'found',
      values: rules.flatMap(rule => {
        const groups = rule.pattern.exec(query.subject);
        if (groups === null || rule.value === null) return [];
        return [{ value: expand(rule.value, groups), via: describe(rule) }];
      }),
    }),
    faults: () => [],
  };
}

function describe(rule: RegexpRule<unknown>): string {
  return `${rule.origin} regexp ${String(rule.pattern)}`;
}
