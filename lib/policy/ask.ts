/**
 * Asks a look-up setting about one address. A table that fails ends in a temporary error that names the setting, the
 * table and its file. `note` learns of every answer, for `config show --recipient`.
 */
import { lookupFailure, lookupFirst, type Lookup } from '../lookup/lookup.ts';
import type { AddressQuery } from '../lookup/query.ts';

/** One answer: the setting, the value, and where it came from: `mailsift.yaml:14 hash "sales@example.com"`. */
export interface Answer {
  readonly name: string;
  readonly value: unknown;
  readonly via: string;
}

export type Note = (answer: Answer) => void;

export function ask<T>(setting: Lookup<T>, query: AddressQuery, note: Note): T {
  const result = lookupFirst(setting.tables, query);
  if (result.status === 'failed') throw lookupFailure(setting.name, result.error);
  const { value, via } =
    result.status === 'found' ? result : { value: setting.unmatched, via: 'no table matched' };
  note({ name: setting.name, value, via });
  return value;
}

/** Asks each setting of a group. */
export function askEach<Key extends string, T>(
  settings: Readonly<Record<Key, Lookup<T>>>,
  query: AddressQuery,
  note: Note,
): Readonly<Record<Key, T>> {
  const entries = Object.entries<Lookup<T>>(settings).map(([key, setting]) => [
    key,
    ask(setting, query, note),
  ]);
  return Object.fromEntries(entries) as Record<Key, T>;
}
