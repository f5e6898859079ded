/** Names of keys in Redis, as SpamAssassin has them. */

/** What an empty set of data consists of. */
export const EMPTY = ['v:DB_VERSION', '3', 'v:NSPAM', '0', 'v:NHAM', '0', 'v:TOKEN_FORMAT', '2'] as const;

export function tokenKey(key: string): string {
  return `w:${key}`;
}

export function seenKey(id: string): string {
  return `s:${id}`;
}
