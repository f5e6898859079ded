/** A connection to PostgreSQL (pg, loaded when it is made). */
import { createRequire } from 'node:module';
import type * as pg from 'pg';
import type { QueryResult } from 'pg';
import type { ServerPlace } from './server-address.ts';
import { answered, inTimeWith, type SqlErrorKind, type SqlRow, type SqlSession } from './sql-session.ts';

const require = createRequire(import.meta.url);

/** Throws SqlError. `name` stands for the database in errors. */
export async function connectPostgres(
  place: ServerPlace,
  name: string,
  timeoutMs: number,
): Promise<SqlSession> {
  const { Client } = require('pg') as typeof pg;
  const client = new Client({
    host: place.socket ?? place.host,
    port: place.port,
    user: place.user,
    password: place.password ?? '',
    database: place.database,
    application_name: 'mailsift',
  });
  // Each query tells of its own; this is for what happens between them.
  client.on('error', () => undefined);
  const giveUp = (): void => {
    client.connection.stream.destroy();
  };
  const inTime = inTimeWith(name, CODES, giveUp);
  try {
    await inTime(client.connect(), timeoutMs);
  } catch (thrown) {
    giveUp();
    throw thrown;
  }
  let closed: Promise<void> | undefined;
  return {
    name,
    query: async (sql, limitMs) => {
      // One result a statement, where there are several.
      const answer: unknown = await inTime(client.query<SqlRow>(sql), limitMs ?? timeoutMs);
      const last = (Array.isArray(answer) ? answer.at(-1) : answer) as QueryResult<SqlRow> | undefined;
      return { rows: last?.rows ?? [], affected: last?.rowCount ?? 0 };
    },
    close: () => (closed ??= answered(client.end(), timeoutMs, name, giveUp).catch(giveUp)),
  };
}

/** SQLSTATE, PostgreSQL's appendix A. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ['28P01', 'correct user and password of the address'],
  ['28000', 'correct user and password of the address, or allow the user in pg_hba.conf'],
  ['3D000', 'create the database, or correct the address'],
  ['42P01', 'the tables are missing'],
  ['42501', 'GRANT SELECT, INSERT, UPDATE, DELETE on the tables, and USAGE on their sequences, to the user'],
  ['53100', 'the disk of the server is full: make room'],
  ['53300', 'the server has too many connections: raise its max_connections'],
  ['57P03', 'the server is starting or stopping; try again'],
  ['57P01', 'the server was stopped; start it'],
  ['25006', 'the server may only be read: use the one that may be written'],
  ['40001', 'others were writing the same; try again'],
  ['40P01', 'others were writing the same; try again'],
  ['55P03', 'others have been writing for too long; try again'],
]);

const KINDS: ReadonlyMap<string, SqlErrorKind> = new Map([
  ['42P01', 'no-table'],
  ['40001', 'again'],
  ['40P01', 'again'],
]);

const CODES = { advice: ADVICE, kinds: KINDS };
