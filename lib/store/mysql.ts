/** A connection to MariaDB or MySQL (mysql2, loaded when it is made). */
import { createRequire } from 'node:module';
import type * as mysql2 from 'mysql2';
import type { Connection, QueryError } from 'mysql2';
import type { ServerPlace } from './server-address.ts';
import {
  inTimeWith,
  type SqlAnswer,
  type SqlErrorKind,
  type SqlRow,
  type SqlSession,
} from './sql-session.ts';

const require = createRequire(import.meta.url);

/** Throws SqlError. `name` stands for the database in errors. */
export async function connectMysql(place: ServerPlace, name: string, timeoutMs: number): Promise<SqlSession> {
  const { createConnection } = require('mysql2') as typeof mysql2;
  const connection = createConnection({
    ...(place.socket === undefined ? { host: place.host, port: place.port } : { socketPath: place.socket }),
    ...(place.user === undefined ? {} : { user: place.user }),
    ...(place.password === undefined ? {} : { password: place.password }),
    database: place.database,
    charset: 'utf8mb4',
    // We are the first to give up.
    connectTimeout: 2 * timeoutMs,
    // Rows changed, not rows found; and no file of ours is ever sent to a server that asks for it.
    flags: ['-FOUND_ROWS', '-LOCAL_FILES'],
  });
  // Each query tells of its own; this is for what happens between them.
  connection.on('error', () => undefined);
  const giveUp = (): void => {
    connection.destroy();
  };
  const inTime = inTimeWith(name, CODES, giveUp);
  try {
    await inTime(connected(connection), timeoutMs);
  } catch (thrown) {
    giveUp();
    throw thrown;
  }
  let closed: Promise<void> | undefined;
  return {
    name,
    query: (sql, limitMs) => inTime(ask(connection, sql), limitMs ?? timeoutMs),
    close: () => (closed ??= end(connection, timeoutMs, giveUp)),
  };
}

function connected(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connect((error: QueryError | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function end(connection: Connection, limitMs: number, giveUp: () => void): Promise<void> {
  return new Promise(resolve => {
    const limit = setTimeout(() => {
      giveUp();
      resolve();
    }, limitMs);
    connection.end(() => {
      clearTimeout(limit);
      resolve();
    });
  });
}

function ask(connection: Connection, sql: string): Promise<SqlAnswer> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error, result) => {
      if (error !== null) reject(error);
      else if (Array.isArray(result)) resolve({ rows: result as SqlRow[], affected: 0 });
      else resolve({ rows: [], affected: result.affectedRows });
    });
  });
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['ER_ACCESS_DENIED_ERROR', 'correct user and password of the address, or GRANT them what they need'],
  ['ER_DBACCESS_DENIED_ERROR', 'GRANT SELECT, INSERT, UPDATE, DELETE on this database to the user'],
  ['ER_TABLEACCESS_DENIED_ERROR', 'GRANT SELECT, INSERT, UPDATE, DELETE on this database to the user'],
  ['ER_BAD_DB_ERROR', 'create the database, or correct the address'],
  ['ER_NO_SUCH_TABLE', 'the tables are missing'],
  ['ER_CON_COUNT_ERROR', 'the server has too many connections: raise its max_connections'],
  ['ER_TOO_MANY_USER_CONNECTIONS', 'this user has too many connections: raise max_user_connections'],
  ['ER_LOCK_WAIT_TIMEOUT', 'others have been writing for too long; try again'],
  ['ER_LOCK_DEADLOCK', 'others were writing the same; try again'],
  ['ER_DISK_FULL', 'the disk of the server is full: make room'],
  ['ER_RECORD_FILE_FULL', 'the disk of the server is full: make room'],
  ['ER_OPTION_PREVENTS_STATEMENT', 'the server may only be read: use the one that may be written'],
  ['ER_NET_PACKET_TOO_LARGE', 'raise max_allowed_packet of the server to 1M at least'],
]);

const KINDS: ReadonlyMap<string, SqlErrorKind> = new Map([
  ['ER_NO_SUCH_TABLE', 'no-table'],
  ['ER_LOCK_DEADLOCK', 'again'],
  ['ER_LOCK_WAIT_TIMEOUT', 'again'],
]);

const CODES = { advice: ADVICE, kinds: KINDS };
