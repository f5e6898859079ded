/** How a store is opened. */
export interface BayesStoreOptions {
  /**
   * read: for scoring; nothing is made or changed. learn: what is missing and may be made safely is made (the SQLite file, the
   * row of a user).
   */
  readonly access: 'read' | 'learn';
  /** Whose data: a site has one set for all unless it says otherwise. */
  readonly user: string;
  /** For a connection, for each answer of a server, and for the turn to write a file. */
  readonly timeoutMs: number;
  /** A token's time is moved on only when it is older than this; see BayesStore.touch. */
  readonly touchGrainS: number;
  /** Redis: what is not met again goes after so long. undefined: never. */
  readonly tokenTtlS: number | undefined;
  readonly seenTtlS: number | undefined;
}

/** SpamAssassin's name for data that belong to nobody in particular. */
export const SITE_USER = 'GLOBALBAYES';

/** bayes_token_ttl and bayes_seen_ttl of SpamAssassin: three weeks, eight days. */
export const DEFAULT_BAYES_OPTIONS: BayesStoreOptions = {
  access: 'read',
  user: SITE_USER,
  timeoutMs: 5000,
  touchGrainS: 21_600,
  tokenTtlS: 21 * 86_400,
  seenTtlS: 8 * 86_400,
};
