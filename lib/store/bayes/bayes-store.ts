/**
 * Where Bayes keeps what it has learnt: one interface, and beside this file its implementations (SQLite, MariaDB, PostgreSQL,
 * Redis, memory). All of them give the same answers; test/store/bayes has the tests that each must pass.
 *
 * A token is known by its key, the last five bytes of the SHA-1 of its text, as a byte string. Times are seconds since
 * 1970. Whatever goes wrong with the database is a MailsiftError that says which database and what to do.
 */

import type { BayesStoreAddress } from './address.ts';

export type MessageClass = 'spam' | 'ham';

export interface TokenCounts {
  readonly spam: number;
  readonly ham: number;
  /** When a message with it was last received. */
  readonly atimeS: number;
}

export interface Lesson {
  /**
   * What the message is known by, the one to be noted first (spec 5.4). It counts as seen when any of them is.
   */
  readonly ids: readonly string[];
  readonly as: MessageClass | 'forget';
  /** Keys. One that comes twice counts once. */
  readonly tokens: readonly string[];
  /** When the message was received. */
  readonly atimeS: number;
  /**
   * A message known as the other class stays so: what is learnt automatically does not overrule what people have taught.
   * Absent: it is relearned.
   */
  readonly keepKnown?: boolean;
}

/**
 * relearned: it was known as the other class, which was forgotten first. known: nothing had to be done, or (forget) nothing
 * was known of it.
 */
export type LessonResult = 'learned' | 'relearned' | 'forgotten' | 'known';

export interface BayesTotals {
  /** Messages learnt. */
  readonly spam: number;
  readonly ham: number;
}

/** What `learn --dump magic` tells. */
export interface BayesState extends BayesTotals {
  readonly tokens: number;
  readonly oldestAtimeS: number;
  readonly newestAtimeS: number;
  readonly lastSyncS: number;
  readonly lastExpireS: number;
  /** Of the last expiry: the age that tokens had at least, and how many went. */
  readonly lastExpireDeltaS: number;
  readonly lastExpireCount: number;
}

export interface TokenEntry extends TokenCounts {
  readonly key: string;
}

export interface SeenEntry {
  readonly id: string;
  readonly as: MessageClass;
}

export interface BayesContents {
  readonly totals: BayesTotals;
  readonly tokens: Iterable<TokenEntry> | AsyncIterable<TokenEntry>;
  readonly seen: Iterable<SeenEntry> | AsyncIterable<SeenEntry>;
}

export interface BayesStore {
  readonly kind: BayesStoreAddress['kind'] | 'memory';
  /** For people: `/var/lib/mailsift/bayes.sqlite`, `mysql://db.example.org/mail (user amavis)`; without a password. */
  readonly name: string;
  totals(): Promise<BayesTotals>;
  /** Of those that are known. */
  tokens(keys: readonly string[]): Promise<ReadonlyMap<string, TokenCounts>>;
  /**
   * They were seen in a message received at that time; never turned back. Tokens that are not known stay so. Where the
   * time noted is less than touchGrainS (BayesStoreOptions) older, it is left: it matters for expiry only, and writing 150
   * rows for each message would be dear.
   */
  touch(keys: readonly string[], atimeS: number): Promise<void>;
  /**
   * All of these or none, in order (a lesson may change what an earlier one taught). The answers stand in the same order.
   * Counts never fall below 0; a token that has lost both counts is deleted. Cheapest in batches of 50 to 500.
   */
  learn(lessons: readonly Lesson[]): Promise<readonly LessonResult[]>;
  state(): Promise<BayesState>;
  /**
   * Deletes the tokens older than that, and notes the expiry; the count of those deleted. Redis lets tokens expire by
   * itself: there this does nothing, and countOlder tells 0.
   */
  expire(beforeS: number, note: { readonly nowS: number; readonly deltaS: number }): Promise<number>;
  /** How many tokens are older than each of the times. */
  countOlder(timesS: readonly number[]): Promise<readonly number[]>;
  /** An expiry that deletes nothing is noted all the same. */
  noteExpiry(nowS: number): Promise<void>;
  contents(): BayesContents | Promise<BayesContents>;
  /** Puts these in place of everything, wholly or not at all. */
  restore(contents: BayesContents): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}
