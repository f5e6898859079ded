/**
 * A setting that depends on an address: tables tried in order, the first value found wins. Where no table has an
 * opinion the setting's `unmatched` value holds. `name` is the setting, for error messages.
 */
import { MailsiftError } from '../errors.ts';
import type { AddressQuery } from './query.ts';
import { ABSENT, type LookupAllResult, type LookupResult } from './result.ts';
import type { Table } from './table.ts';

export interface Lookup<T> {
  readonly name: string;
  readonly tables: readonly Table<T>[];
  readonly unmatched: T;
}

export function lookupFirst<T>(tables: readonly Table<T>[], query: AddressQuery): LookupResult<T> {
  for (const table of tables) {
    const result = table.lookup(query);
    if (result.status !== 'absent') return result;
  }
  return ABSENT;
}

/** Every match of every table; one table that fails makes the whole fail. */
export function lookupAll<T>(tables: readonly Table<T>[], query: AddressQuery): LookupAllResult<T> {
  const values: { readonly value: T; readonly via: string }[] = [];
  for (const table of tables) {
    const result = table.lookupAll(query);
    if (result.status === 'failed') return result;
    values.push(...result.values);
  }
  return { status: 'found', values };
}

/** The error that a failed look-up of a setting ends in: temporary, naming the setting, the table and its file. */
export function lookupFailure(name: string, error: MailsiftError): MailsiftError {
  return new MailsiftError(`${name}: ${error.message}`, { cause: error.cause });
}
