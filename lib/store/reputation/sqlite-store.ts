/**
 * The records of senders in one SQLite file. It is made when something is first written; until then nothing is known of anybody.
 * What several processes write at once is added up, and an end in the middle of it leaves what was there before.
 */
import type { DatabaseSync } from 'node:sqlite';
import type {
  RecordChange,
  SenderKey,
  SenderLookup,
  SenderRecord,
} from '../../rules/reputation/sender-records.ts';
import { inTransaction, openSqlite, sqliteError, type SqliteFile } from '../sqlite.ts';
import type { Cleaning, RecordsScope, ReputationStore, SenderEntry } from './reputation-store.ts';
import { inLockOrder, SenderSql } from './sender-sql.ts';
import type { DatedRow, SenderRow, Statement } from './sender-sql.ts';

/** "msrp" */
const APPLICATION_ID = 0x6d737270;
const PAGE_ROWS = 1000;

const TABLE = `
  username TEXT NOT NULL,
  email TEXT NOT NULL,
  ip TEXT NOT NULL,
  msgcount INTEGER NOT NULL,
  totscore REAL NOT NULL,
  signedby TEXT NOT NULL,
  last_hit TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (username, email, signedby, ip)`;
const SCHEMA = ['awl', 'txrep']
  .map(name => `CREATE TABLE ${name} (${TABLE}) STRICT, WITHOUT ROWID;`)
  .join('\n');

export class SqliteReputation implements ReputationStore {
  readonly name: string;
  readonly #file: SqliteFile;
  readonly #timeoutMs: number;
  readonly #sql: SenderSql;
  #reader: DatabaseSync | undefined;
  #writer: DatabaseSync | undefined;

  constructor(path: string, scope: RecordsScope, timeoutMs: number) {
    this.name = path;
    this.#file = { path, applicationId: APPLICATION_ID, version: 1, schema: SCHEMA };
    this.#timeoutMs = timeoutMs;
    this.#sql = new SenderSql('sqlite', scope);
  }

  read(lookups: readonly SenderLookup[]): Promise<readonly (SenderRecord | undefined)[]> {
    return this.#attempt(() => {
      const rows = lookups.length === 0 ? [] : this.#rows(this.#sql.select(lookups));
      return this.#sql.recordsIn(rows as unknown as SenderRow[], lookups);
    });
  }

  change(changes: readonly RecordChange[]): Promise<void> {
    return this.#attempt(() => {
      if (changes.length === 0) return;
      const db = this.#writing();
      inTransaction(db, () => {
        for (const one of inLockOrder(changes)) this.#change(db, one);
      });
    });
  }

  async *entries(): AsyncIterable<SenderEntry> {
    let after: SenderKey | undefined;
    do {
      const statement = this.#sql.page(after, PAGE_ROWS);
      const rows = await this.#attempt(() => this.#rows(statement) as unknown as DatedRow[]);
      const entries = rows.map(row => this.#sql.entryOf(row));
      yield* entries;
      after = rows.length < PAGE_ROWS ? undefined : entries.at(-1)?.key;
    } while (after !== undefined);
  }

  restore(entries: readonly SenderEntry[]): Promise<void> {
    return this.#attempt(() => {
      const db = this.#writing();
      inTransaction(db, () => {
        for (const entry of entries) run(db, this.#sql.put(entry));
      });
    });
  }

  clean(limits: Cleaning): Promise<void> {
    return this.#attempt(() => {
      run(this.#writing(), this.#sql.clean(limits));
    });
  }

  close(): Promise<void> {
    return this.#attempt(() => {
      this.#reader?.close();
      this.#writer?.close();
      this.#reader = undefined;
      this.#writer = undefined;
    });
  }

  #change(db: DatabaseSync, change: RecordChange): void {
    switch (change.kind) {
      case 'add':
        run(db, this.#sql.add(change.key, change.count, change.total));
        return;
      case 'take':
        run(db, this.#sql.take(change.key, change.total));
        return;
      case 'adopt': {
        const { id } = change.key;
        const { sql, values } = this.#sql.unplaced(id);
        const row = db.prepare(sql).get(...values);
        const count = Number(row?.['msgcount'] ?? 0);
        if (count <= 0) return;
        run(db, this.#sql.remove({ id, network: undefined, signers: undefined }));
        run(db, this.#sql.add(change.key, count, Number(row?.['totscore'] ?? 0)));
        return;
      }
      case 'remove':
        run(db, this.#sql.remove(change.which));
    }
  }

  /** What is being written is seen by whoever writes it. */
  #rows({ sql, values }: Statement): readonly unknown[] {
    this.#reader ??= openSqlite(this.#file, 'read', this.#timeoutMs);
    return this.#reader?.prepare(sql).all(...values) ?? [];
  }

  #writing(): DatabaseSync {
    const db = (this.#writer ??= openSqlite(this.#file, 'write', this.#timeoutMs));
    if (db === undefined) throw new Error(`${this.name}: could not be made`);
    return db;
  }

  #attempt<T>(work: () => T): Promise<T> {
    return Promise.try(work).catch((thrown: unknown) => {
      throw sqliteError(this.name, thrown);
    });
  }
}

function run(db: DatabaseSync, { sql, values }: Statement): void {
  db.prepare(sql).run(...values);
}
