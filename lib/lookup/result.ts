/**
 * What a look-up says, in three states as Postfix's dictionaries have them: there is a value, there is none, or the
 * table could not be asked. The third is never taken for the second: who cannot read a list of spam lovers must not
 * conclude that nobody is on it, so a failure ends in "try again later".
 */
import type { MailsiftError } from '../errors.ts';

export type LookupResult<T> =
  | { readonly status: 'found'; readonly value: T; readonly via: string }
  | Absent
  | { readonly status: 'failed'; readonly error: MailsiftError };

/** The table has no opinion: the next one is asked. */
export interface Absent {
  readonly status: 'absent';
}

export const ABSENT: Absent = { status: 'absent' };

/** All that matched, in order, for settings that add up what matches. */
export type LookupAllResult<T> =
  | { readonly status: 'found'; readonly values: readonly { readonly value: T; readonly via: string }[] }
  | { readonly status: 'failed'; readonly error: MailsiftError };
