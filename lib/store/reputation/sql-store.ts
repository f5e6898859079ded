/**
 * The records of senders in MariaDB, MySQL or PostgreSQL, in SpamAssassin's own tables (its sql/awl_mysql.sql, txrep_pg.sql and so
 * on), so that both can work on the same records at the same time. All that a message changes is one transaction; one that
 * meets a deadlock is done again.
 */
import type {
  RecordChange,
  SenderKey,
  SenderLookup,
  SenderRecord,
} from '../../rules/reputation/sender-records.ts';
import { SqlError, type SqlRow, type SqlSession } from '../sql-session.ts';
import type { Cleaning, RecordsScope, ReputationStore, SenderEntry } from './reputation-store.ts';
import { inLockOrder, SenderSql } from './sender-sql.ts';
import type { DatedRow, SqlDialect, SqlValue, Statement } from './sender-sql.ts';

const ATTEMPTS = 5;
const PAGE_ROWS = 1000;
/** For what no message waits for. */
const LONG_LIMIT_MS = 600_000;

export class SqlReputation implements ReputationStore {
  readonly name: string;
  readonly #session: SqlSession;
  readonly #dialect: ServerDialect;
  readonly #scope: RecordsScope;
  readonly #sql: SenderSql;
  /** Transactions take turns on the one connection. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(session: SqlSession, dialect: ServerDialect, scope: RecordsScope) {
    this.name = `${session.name} (user ${scope.user})`;
    this.#session = session;
    this.#dialect = dialect;
    this.#scope = scope;
    this.#sql = new SenderSql(dialect, scope);
  }

  async read(lookups: readonly SenderLookup[]): Promise<readonly (SenderRecord | undefined)[]> {
    if (lookups.length === 0) return [];
    return this.#sql.recordsIn((await this.#query(this.#sql.select(lookups))).map(rowOf), lookups);
  }

  async change(changes: readonly RecordChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.#transaction(async () => {
      for (const one of inLockOrder(changes)) await this.#change(one);
    });
  }

  async *entries(): AsyncIterable<SenderEntry> {
    let after: SenderKey | undefined;
    do {
      const rows = await this.#query(this.#sql.page(after, PAGE_ROWS));
      const entries = rows.map(row => this.#sql.entryOf(rowOf(row)));
      yield* entries;
      after = rows.length < PAGE_ROWS ? undefined : entries.at(-1)?.key;
    } while (after !== undefined);
  }

  async restore(entries: readonly SenderEntry[]): Promise<void> {
    await this.#transaction(async () => {
      for (const entry of entries) await this.#query(this.#sql.put(entry));
    });
  }

  async clean(limits: Cleaning): Promise<void> {
    await this.#query(this.#sql.clean(limits), LONG_LIMIT_MS);
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async #change(change: RecordChange): Promise<void> {
    switch (change.kind) {
      case 'add':
        await this.#query(this.#sql.add(change.key, change.count, change.total));
        return;
      case 'take':
        await this.#query(this.#sql.take(change.key, change.total));
        return;
      case 'adopt': {
        const { id } = change.key;
        const [row] = await this.#query(this.#sql.unplaced(id));
        const count = Number(row?.['msgcount'] ?? 0);
        if (count <= 0) return;
        await this.#query(this.#sql.remove({ id, network: undefined, signers: undefined }));
        await this.#query(this.#sql.add(change.key, count, Number(row?.['totscore'] ?? 0)));
        return;
      }
      case 'remove':
        await this.#query(this.#sql.remove(change.which));
    }
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await this.#session.query(this.#dialect === 'mysql' ? 'START TRANSACTION' : 'BEGIN');
          await work();
          await this.#session.query('COMMIT');
          return;
        } catch (thrown) {
          await this.#session.query('ROLLBACK').catch(() => undefined);
          if (attempt >= ATTEMPTS || !(thrown instanceof SqlError) || thrown.kind !== 'again') throw thrown;
        }
      }
    });
    this.#turn = done.catch(() => undefined);
    await done;
  }

  async #query({ sql, values }: Statement, limitMs?: number): Promise<readonly SqlRow[]> {
    let at = 0;
    const text = sql.replace(/\?/g, () => literal(this.#dialect, values[at++] ?? 0));
    try {
      return (await this.#session.query(text, limitMs)).rows;
    } catch (thrown) {
      if (!(thrown instanceof SqlError) || thrown.kind !== 'no-table') throw thrown;
      const kind = this.#dialect === 'mysql' ? 'mysql' : 'pg';
      throw new SqlError(
        `${this.name}: no table ${this.#scope.table}; make it with sql/awl_${kind}.sql or sql/txrep_${kind}.sql of SpamAssassin`,
        'no-table',
        thrown,
      );
    }
  }
}

export type ServerDialect = Exclude<SqlDialect, 'sqlite'>;

/** In hexadecimal: nothing in a message can end a literal, whatever the server thinks of backslashes. */
function literal(dialect: ServerDialect, value: SqlValue): string {
  if (typeof value === 'number') return String(value);
  const hex = Buffer.from(value, 'utf8').toString('hex');
  return dialect === 'mysql' ? `_utf8mb4 x'${hex}'` : `convert_from(decode('${hex}', 'hex'), 'UTF8')`;
}

/** SpamAssassin's awl_mysql.sql has bytes where others have text. */
function rowOf(row: SqlRow): DatedRow {
  const text = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString('utf8') : String(value));
  return {
    email: text(row['email']),
    ip: text(row['ip']),
    signedby: text(row['signedby']),
    msgcount: Number(row['msgcount']),
    totscore: Number(row['totscore']),
    lasthit: Number(row['lasthit'] ?? 0),
  };
}
