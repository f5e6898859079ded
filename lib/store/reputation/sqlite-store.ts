/**
 * The records of senders in a SQLite file (WAL, SpamAssassin's columns). The file and its folder are made when something is first
 * written; until then nothing is known of anybody. What several processes write at once is added up, and an end in the middle
 * of it leaves what was there before.
 */
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describeError, MailsiftError } from '../../errors.ts';
import type { RecordChange } from '../../rules/reputation/sender-records.ts';
import type { RecordsScope, ReputationStore } from './reputation-store.ts';
import { entryOf, inLockOrder, recordsIn, SenderSql } from './sender-sql.ts';
import type { SenderRow, Statement } from './sender-sql.ts';

/** How long to wait for another process that writes. */
const BUSY_MS = 15_000;
const PAGE_ROWS = 1000;

export function sqliteReputation(file: string, scope: RecordsScope): ReputationStore {
  const sql = new SenderSql('sqlite', scope);
  let database: DatabaseSync | undefined;
  const opened = (): DatabaseSync => (database ??= open(file, scope.table));
  const attempt = <T>(what: string, work: () => T): Promise<T> => {
    try {
      return Promise.resolve(work());
    } catch (thrown) {
      return Promise.reject(trouble(file, what, thrown));
    }
  };
  const rows = ({ sql: text, values }: Statement): unknown[] =>
    opened()
      .prepare(text)
      .all(...values);
  const run = ({ sql: text, values }: Statement): void =>
    void opened()
      .prepare(text)
      .run(...values);
  const change = (one: RecordChange): void => {
    switch (one.kind) {
      case 'add':
        run(sql.add(one.key, one.count, one.total));
        return;
      case 'take':
        run(sql.take(one.key, one.total));
        return;
      case 'adopt': {
        const [unplaced] = rows(sql.sumUnplaced(one.key.id)) as SenderRow[];
        if (unplaced === undefined || unplaced.msgcount <= 0) return;
        run(sql.remove({ id: one.key.id, network: undefined, signers: undefined }));
        run(sql.add(one.key, unplaced.msgcount, unplaced.totscore));
        return;
      }
      case 'remove':
        run(sql.remove(one.which));
    }
  };
  const atOnce = (work: () => void): void => {
    opened().exec('BEGIN IMMEDIATE');
    try {
      work();
      opened().exec('COMMIT');
    } catch (thrown) {
      opened().exec('ROLLBACK');
      throw thrown;
    }
  };
  return {
    name: file,
    read: lookups =>
      attempt('read', () => {
        if (lookups.length === 0 || (database === undefined && !existsSync(file)))
          return lookups.map(() => undefined);
        return recordsIn(rows(sql.select(lookups)) as SenderRow[], lookups);
      }),
    change: changes =>
      attempt('write', () => {
        if (changes.length === 0) return;
        atOnce(() => {
          for (const one of inLockOrder(changes)) change(one);
        });
      }),
    async *entries() {
      if (database === undefined && !existsSync(file)) return;
      let after = undefined;
      for (;;) {
        const statement = sql.page(after, PAGE_ROWS);
        const page = await attempt('read', () => rows(statement) as (SenderRow & { lasthit: number })[]);
        const entries = page.map(entryOf);
        yield* entries;
        after = entries.at(-1)?.key;
        if (page.length < PAGE_ROWS || after === undefined) return;
      }
    },
    restore: entries =>
      attempt('write', () => {
        atOnce(() => {
          for (const entry of entries) run(sql.put(entry));
        });
      }),
    close: () =>
      attempt('close', () => {
        database?.close();
        database = undefined;
      }),
  };
}

function open(file: string, table: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o750 });
  // Loaded here: it cannot be in a start-up snapshot.
  const { DatabaseSync: Database } = createRequire(import.meta.url)(
    'node:sqlite',
  ) as typeof import('node:sqlite');
  const isNew = !existsSync(file);
  const database = new Database(file, { timeout: BUSY_MS });
  if (isNew) chmodSync(file, 0o600);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec(`
    CREATE TABLE IF NOT EXISTS ${table} (
      username varchar(100) NOT NULL DEFAULT '',
      email varchar(255) NOT NULL DEFAULT '',
      ip varchar(40) NOT NULL DEFAULT '',
      msgcount int(11) NOT NULL DEFAULT '0',
      totscore float NOT NULL DEFAULT '0',
      signedby varchar(255) NOT NULL DEFAULT '',
      last_hit timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
      PRIMARY KEY (username, email, signedby, ip)
    )`);
  return database;
}

function trouble(file: string, what: string, thrown: unknown): MailsiftError {
  return new MailsiftError(
    `${file}: cannot ${what} what is known of senders: ${describeError(thrown)}; see: mailsift doctor`,
    { cause: thrown },
  );
}
