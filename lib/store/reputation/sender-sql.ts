/**
 * The SQL of the records of senders, for SQLite, MariaDB and PostgreSQL: SpamAssassin's tables awl and txrep (sql/awl_mysql.sql
 * and its kin). Statements have `?` for their values. Texts of the columns are Unicode, those of mailsift byte strings.
 */
import { MailsiftError } from '../../errors.ts';
import type {
  RecordChange,
  SenderKey,
  SenderLookup,
  SenderRecord,
} from '../../rules/reputation/sender-records.ts';
import { NO_NETWORK } from '../../rules/reputation/sender-records.ts';
import { fromUtf8Bytes, toUtf8Bytes } from '../../views/bytes.ts';
import type { Cleaning, RecordsScope, SenderEntry } from './reputation-store.ts';

export type SqlDialect = 'sqlite' | 'mysql' | 'postgres';
export type SqlValue = string | number;

export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export interface SenderRow {
  readonly email: string;
  readonly ip: string;
  readonly signedby: string;
  readonly msgcount: number | string;
  readonly totscore: number | string;
}

export interface DatedRow extends SenderRow {
  /** Seconds since 1970. */
  readonly lasthit: number | string | null;
}

const COLUMNS = 'email, ip, signedby, msgcount, totscore';
/** An address that signs from everywhere has one row for each network. */
const MAX_ROWS = 2000;
const MAX_COUNT = 2_147_483_647;
const MAX_TIME_S = 2_147_483_647;
const BYTE_MARK = '=X';

/** The name of a table stands in SQL as it is. */
export function checkedTable(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) return name;
  throw new MailsiftError(
    `user_awl_sql_table: ${name} is no name of a table; allowed: letters, digits and _`,
  );
}

export class SenderSql {
  readonly #dialect: SqlDialect;
  readonly #table: string;
  readonly #user: string;

  constructor(dialect: SqlDialect, { table, user }: RecordsScope) {
    this.#dialect = dialect;
    this.#table = checkedTable(table);
    this.#user = user;
  }

  /** Those hit last come first. */
  select(lookups: readonly SenderLookup[]): Statement {
    const conditions = lookups.map(one => this.#where(one));
    return {
      sql: `SELECT ${COLUMNS} FROM ${this.#table} WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' OR ')} ORDER BY last_hit DESC LIMIT ${MAX_ROWS}`,
      values: conditions.flatMap(({ values }) => values),
    };
  }

  add({ id, network, signer }: SenderKey, count: number, total: number): Statement {
    return this.#upsert(
      [this.#user, this.#text(id), network, this.#text(signer), count, total],
      (old, given) => `msgcount = ${old('msgcount')} + ${given('msgcount')}`,
    );
  }

  take({ id, network, signer }: SenderKey, total: number): Statement {
    return this.#upsert(
      [this.#user, this.#text(id), network, this.#text(signer), 1, -total],
      old => `msgcount = CASE WHEN ${old('msgcount')} > 1 THEN ${old('msgcount')} - 1 ELSE 1 END`,
    );
  }

  #upsert(
    values: readonly SqlValue[],
    count: (old: (column: string) => string, given: (column: string) => string) => string,
  ): Statement {
    const isMysql = this.#dialect === 'mysql';
    const old = (column: string): string => (isMysql ? column : `${this.#table}.${column}`);
    const given = (column: string): string => (isMysql ? `VALUES(${column})` : `excluded.${column}`);
    const conflict = isMysql
      ? 'ON DUPLICATE KEY UPDATE'
      : 'ON CONFLICT (username, email, signedby, ip) DO UPDATE SET';
    return {
      sql: `INSERT INTO ${this.#table} (username, email, ip, signedby, msgcount, totscore) VALUES (?, ?, ?, ?, ?, ?) ${conflict} ${count(old, given)}, totscore = ${old('totscore')} + ${given('totscore')}, last_hit = CURRENT_TIMESTAMP`,
      values,
    };
  }

  remove(which: SenderLookup): Statement {
    const { sql, values } = this.#where(which);
    return { sql: `DELETE FROM ${this.#table} WHERE ${sql}`, values };
  }

  /** What is said of an identity without a network: one row or none. */
  unplaced(id: string): Statement {
    const { sql, values } = this.#where({ id, network: NO_NETWORK, signers: [''] });
    return {
      sql: `SELECT msgcount, totscore FROM ${this.#table} WHERE ${sql}${this.#dialect === 'sqlite' ? '' : ' FOR UPDATE'}`,
      values,
    };
  }

  clean({ minCount, notSinceS }: Cleaning): Statement {
    const time = {
      sqlite: "datetime(?, 'unixepoch')",
      mysql: 'FROM_UNIXTIME(?)',
      postgres: 'to_timestamp(?)',
    };
    return {
      sql: `DELETE FROM ${this.#table} WHERE username = ? AND msgcount < ? AND last_hit < ${time[this.#dialect]}`,
      values: [this.#user, Math.min(minCount, MAX_COUNT), Math.min(notSinceS, MAX_TIME_S)],
    };
  }

  /** The next so many behind a key. */
  page(after: SenderKey | undefined, count: number): Statement {
    const { sql, values } =
      after === undefined
        ? { sql: '', values: [] }
        : {
            sql: ' AND (email, signedby, ip) > (?, ?, ?)',
            values: [this.#text(after.id), this.#text(after.signer), after.network],
          };
    return {
      sql: `SELECT ${COLUMNS}, ${this.#epoch()} AS lasthit FROM ${this.#table} WHERE username = ?${sql} ORDER BY email, signedby, ip LIMIT ${count}`,
      values: [this.#user, ...values],
    };
  }

  /** In place of a row with the same key. */
  put({ key, count, total, lastHitS }: SenderEntry): Statement {
    const statement = this.#upsert(
      [this.#user, this.#text(key.id), key.network, this.#text(key.signer), count, total],
      (_, given) => `msgcount = ${given('msgcount')}`,
    );
    const time = {
      sqlite: "datetime(?, 'unixepoch')",
      mysql: 'FROM_UNIXTIME(?)',
      postgres: 'to_timestamp(?)',
    };
    const sql = statement.sql
      .replace('msgcount, totscore)', 'msgcount, totscore, last_hit)')
      .replace('?, ?, ?, ?, ?, ?)', `?, ?, ?, ?, ?, ?, ${time[this.#dialect]})`)
      .replace(/totscore = \S+ \+ /, 'totscore = ')
      .replace('CURRENT_TIMESTAMP', this.#dialect === 'mysql' ? 'VALUES(last_hit)' : 'excluded.last_hit');
    return { sql, values: [...statement.values, lastHitS] };
  }

  /** For each lookup the first row that it matches. */
  recordsIn(
    rows: readonly SenderRow[],
    lookups: readonly SenderLookup[],
  ): readonly (SenderRecord | undefined)[] {
    return lookups.map(({ id, network, signers }) => {
      const email = this.#text(id);
      const names = signers?.map(one => this.#text(one));
      const row = rows.find(
        one =>
          one.email === email &&
          (network === undefined || one.ip === network) &&
          (names === undefined || names.includes(one.signedby)),
      );
      return row === undefined ? undefined : { count: Number(row.msgcount), total: Number(row.totscore) };
    });
  }

  entryOf(row: DatedRow): SenderEntry {
    return {
      key: {
        id: columnBytes(this.#dialect, row.email),
        network: row.ip,
        signer: columnBytes(this.#dialect, row.signedby),
      },
      count: Number(row.msgcount),
      total: Number(row.totscore),
      lastHitS: Number(row.lasthit ?? 0),
    };
  }

  #text(bytes: string): string {
    return columnText(this.#dialect, bytes);
  }

  #epoch(): string {
    switch (this.#dialect) {
      case 'sqlite':
        return "CAST(strftime('%s', last_hit) AS INTEGER)";
      case 'mysql':
        return 'UNIX_TIMESTAMP(last_hit)';
      case 'postgres':
        return 'CAST(EXTRACT(EPOCH FROM CAST(last_hit AS timestamptz)) AS BIGINT)';
    }
  }

  #where({ id, network, signers }: SenderLookup): Statement {
    const parts = ['username = ?', 'email = ?'];
    const values = [this.#user, this.#text(id)];
    if (network !== undefined) {
      parts.push('ip = ?');
      values.push(network);
    }
    if (signers !== undefined) {
      parts.push(`signedby IN (${signers.map(() => '?').join(', ')})`);
      values.push(...signers.map(one => this.#text(one)));
    }
    return { sql: parts.join(' AND '), values };
  }
}

/**
 * Changes by identity: whoever changes the same rows takes their locks in the same order. What is done to one identity does
 * not concern the others.
 */
export function inLockOrder(changes: readonly RecordChange[]): readonly RecordChange[] {
  const idOf = (change: RecordChange): string => (change.kind === 'remove' ? change.which.id : change.key.id);
  return changes.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : idOf(a) > idOf(b) ? 1 : 0));
}

/**
 * MySQL refuses what the charset of a column does not have, and which one that is the site decides: there all bytes beyond ASCII are
 * written out. Keys have no capital letters, so that nothing else looks like it. NUL is no text in any database.
 */
function columnText(dialect: SqlDialect, bytes: string): string {
  const text = bytes.replaceAll('\0', '_');
  if (dialect !== 'mysql') return fromUtf8Bytes(text);
  return text.replace(/[\x80-\xff]/g, byte => `${BYTE_MARK}${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

function columnBytes(dialect: SqlDialect, text: string): string {
  if (dialect !== 'mysql') return toUtf8Bytes(text);
  const plain = toUtf8Bytes(text);
  return plain.replace(/=X([89A-F][0-9A-F])/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
