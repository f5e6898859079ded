/**
 * Values by address or domain. The first key of the address that is in the table ends the search in this table, even
 * when it stands for "no opinion" (null). Keys are given normalized (normalizeKey).
 */
import type { AddressQuery } from './query.ts';
import { ABSENT, type LookupAllResult, type LookupResult } from './result.ts';
import type { Expand, Table } from './table.ts';

export interface HashEntry<T> {
  readonly value: T | null;
  /** Where it was written, for people: `mailsift.yaml:14 hash`. */
  readonly origin: string;
}

export function hashTable<T>(entries: ReadonlyMap<string, HashEntry<T>>, expand: Expand<T>): Table<T> {
  function lookup(query: AddressQuery): LookupResult<T> {
    for (const key of query.keys) {
      const entry = entries.get(key);
      if (entry === undefined) continue;
      if (entry.value === null) return ABSENT;
      return { status: 'found', value: expand(entry.value, query.groups), via: describe(entry, key) };
    }
    return ABSENT;
  }
  function lookupAll(query: AddressQuery): LookupAllResult<T> {
    const values = query.keys.flatMap(key => {
      const entry = entries.get(key);
      if (entry === undefined || entry.value === null) return [];
      return [{ value: expand(entry.value, query.groups), via: describe(entry, key) }];
    });
    return { status: 'found', values };
  }
  return { lookup, lookupAll, faults: () => [] };
}

function describe(entry: HashEntry<unknown>, key: string): string {
  return `${entry.origin} ${JSON.stringify(key)}`;
}
