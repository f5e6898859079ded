/**
 * A table of a look-up: constant, hash, ACL, regexp or file (amavisd-new's kinds). `value` is null where the table
 * names the address but gives no value (Perl's undef): the search in this table ends, and the next table is asked.
 */
import type { AddressQuery } from './query.ts';
import type { LookupAllResult, LookupResult } from './result.ts';

export interface Table<T> {
  /** The first match. */
  lookup(query: AddressQuery): LookupResult<T>;
  /** Every match within this table, in the order in which `lookup` would have found them. */
  lookupAll(query: AddressQuery): LookupAllResult<T>;
  /** What is wrong with the table before anybody asks it (a file that is missing or malformed); empty when nothing is. */
  faults(): readonly string[];
}

/** Turns the text of a found value into the value for this match: fills in $1, $2 ... Identity for all but text. */
export type Expand<T> = (value: T, groups: readonly (string | undefined)[]) => T;
