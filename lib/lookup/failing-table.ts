/** A table that cannot be asked, ever: Postfix's `fail:` table. What could not be read becomes one, and tests use it. */
import { MailsiftError } from '../errors.ts';
import type { Table } from './table.ts';

export function failingTable(what: string, cause?: unknown): Table<never> {
  const failed = { status: 'failed', error: new MailsiftError(what, { cause }) } as const;
  return { lookup: () => failed, lookupAll: () => failed, faults: () => [what] };
}
