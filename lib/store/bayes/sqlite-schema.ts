/**
 * The file of Bayes data. A token is a number of 40 bits (token-key.ts); what was seen is bytes, as message ids may hold any. The
 * columns of `user` are those of SpamAssassin's bayes_vars.
 */
import type { SqliteFile } from '../sqlite.ts';

/** "msby" */
const APPLICATION_ID = 0x6d736279;

const SCHEMA = `
  CREATE TABLE user (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    spam INTEGER NOT NULL DEFAULT 0,
    ham INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0,
    oldest INTEGER NOT NULL DEFAULT 2147483647,
    newest INTEGER NOT NULL DEFAULT 0,
    last_expire INTEGER NOT NULL DEFAULT 0,
    last_expire_delta INTEGER NOT NULL DEFAULT 0,
    last_expire_count INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE token (
    user INTEGER NOT NULL,
    token INTEGER NOT NULL,
    spam INTEGER NOT NULL,
    ham INTEGER NOT NULL,
    atime INTEGER NOT NULL,
    PRIMARY KEY (user, token)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE seen (
    user INTEGER NOT NULL,
    id BLOB NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('spam', 'ham')),
    PRIMARY KEY (user, id)
  ) STRICT, WITHOUT ROWID;`;

export function bayesFile(path: string): SqliteFile {
  return { path, applicationId: APPLICATION_ID, version: 1, schema: SCHEMA };
}
