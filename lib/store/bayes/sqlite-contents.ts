/** Everything that a SQLite file holds for a user, read while others go on learning; and everything replaced at once. */
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, openSqlite, sqliteError } from '../sqlite.ts';
import type { BayesContents, SeenEntry, TokenEntry } from './bayes-store.ts';
import type { BayesStoreOptions } from './options.ts';
import { bayesFile } from './sqlite-schema.ts';
import { keyNumber, keyOfNumber } from './token-key.ts';

/**
 * As of one moment, on a connection of its own (`opened` is told) that is closed when all ids have been read; tokens are to
 * be read before them, once.
 */
export function readContents(
  path: string,
  { user, timeoutMs }: BayesStoreOptions,
  opened: (db: DatabaseSync) => void,
): BayesContents {
  const db = openSqlite(bayesFile(path), 'read', timeoutMs);
  if (db === undefined) return { totals: { spam: 0, ham: 0 }, tokens: [], seen: [] };
  opened(db);
  try {
    db.exec('BEGIN');
    const row = db.prepare('SELECT id, spam, ham FROM user WHERE name = ?').get(user);
    const id = Number(row?.['id'] ?? 0);
    return {
      totals: { spam: Number(row?.['spam'] ?? 0), ham: Number(row?.['ham'] ?? 0) },
      tokens: explained(path, tokens(db, id)),
      seen: explained(path, seen(db, id)),
    };
  } catch (thrown) {
    db.close();
    throw sqliteError(path, thrown);
  }
}

function* explained<T>(path: string, entries: Iterable<T>): Iterable<T> {
  try {
    yield* entries;
  } catch (thrown) {
    throw sqliteError(path, thrown);
  }
}

function* tokens(db: DatabaseSync, user: number): Iterable<TokenEntry> {
  const rows = db.prepare('SELECT token, spam, ham, atime FROM token WHERE user = ?').iterate(user);
  for (const { token, spam, ham, atime } of rows) {
    yield {
      key: keyOfNumber(Number(token)),
      spam: Number(spam),
      ham: Number(ham),
      atimeS: Number(atime),
    };
  }
}

function* seen(db: DatabaseSync, user: number): Iterable<SeenEntry> {
  try {
    for (const row of db.prepare('SELECT id, class FROM seen WHERE user = ?').iterate(user)) {
      const id = Buffer.from(row['id'] as Uint8Array).toString('latin1');
      yield { id, as: row['class'] === 'spam' ? 'spam' : 'ham' };
    }
  } finally {
    db.close();
  }
}

/** Read into tables of this connection first: nobody waits, and nothing has changed if reading fails. */
export async function replaceContents(
  db: DatabaseSync,
  { totals, tokens: newTokens, seen: newSeen }: BayesContents,
  ensureUser: () => number,
): Promise<void> {
  db.exec(`
    CREATE TEMP TABLE new_token (token INTEGER PRIMARY KEY, spam INTEGER, ham INTEGER, atime INTEGER);
    CREATE TEMP TABLE new_seen (id BLOB PRIMARY KEY, class TEXT) WITHOUT ROWID;
    BEGIN`);
  try {
    const token = db.prepare('INSERT OR REPLACE INTO new_token VALUES (?, ?, ?, ?)');
    for await (const { key, spam, ham, atimeS } of newTokens)
      if (spam > 0 || ham > 0) token.run(keyNumber(key), spam, ham, atimeS);
    const seenId = db.prepare('INSERT OR REPLACE INTO new_seen VALUES (?, ?)');
    for await (const { id, as } of newSeen) seenId.run(Buffer.from(id, 'latin1'), as);
    db.exec('COMMIT');
    inTransaction(db, () => {
      const user = ensureUser();
      for (const table of ['token', 'seen']) db.prepare(`DELETE FROM ${table} WHERE user = ?`).run(user);
      db.prepare('INSERT INTO token SELECT ?, token, spam, ham, atime FROM new_token').run(user);
      db.prepare('INSERT INTO seen SELECT ?, id, class FROM new_seen').run(user);
      db.prepare(
        `UPDATE user SET spam = ?1, ham = ?2, last_expire = 0, last_expire_delta = 0, last_expire_count = 0,
           (tokens, oldest, newest) =
             (SELECT count(*), ifnull(min(atime), 2147483647), ifnull(max(atime), 0) FROM new_token)
         WHERE id = ?3`,
      ).run(totals.spam, totals.ham, user);
    });
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK');
    db.exec('DROP TABLE IF EXISTS temp.new_token; DROP TABLE IF EXISTS temp.new_seen');
  }
}
