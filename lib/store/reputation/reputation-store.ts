/**
 * Where the records of senders are kept: one interface, and beside this file its implementations (SQLite, MariaDB, PostgreSQL,
 * memory), in the columns of SpamAssassin's tables `awl` and `txrep`. All of them give the same answers;
 * test/store/reputation has the tests that each must pass. Whatever goes wrong with the database is a MailsiftError that says
 * which database and what to do.
 */
import type { SenderKey, SenderRecords } from '../../rules/reputation/sender-records.ts';

export interface SenderEntry {
  readonly key: SenderKey;
  readonly count: number;
  readonly total: number;
  /** Seconds since 1970; 0: not known. */
  readonly lastHitS: number;
}

export interface ReputationStore extends SenderRecords {
  /** For people: `/var/lib/mailsift/reputation.sqlite`, `mysql://db.example.org/mail (user amavis)`; without a password. */
  readonly name: string;
  /** Those of this user, in the order of their keys. */
  entries(): AsyncIterable<SenderEntry>;
  /** Puts these in place of those with the same keys, all of them or none. */
  restore(entries: readonly SenderEntry[]): Promise<void>;
  /** Deletes what isToBeCleaned is true of. */
  clean(limits: Cleaning): Promise<void>;
  close(): Promise<void>;
}

/** Records of fewer messages that nothing has hit since; Infinity: of however many, however new. */
export interface Cleaning {
  readonly minCount: number;
  /** Seconds since 1970. */
  readonly notSinceS: number;
}

export function isToBeCleaned(
  { count, lastHitS }: Pick<SenderEntry, 'count' | 'lastHitS'>,
  { minCount, notSinceS }: Cleaning,
): boolean {
  return count < minCount && lastHitS < notSinceS;
}

/** Which of the records in a database are meant. */
export interface RecordsScope {
  /** `awl`, `txrep`, or what a site calls them. */
  readonly table: string;
  /** Whose; several users may share a database. */
  readonly user: string;
}
