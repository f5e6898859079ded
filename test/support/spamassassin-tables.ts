/** Databases on servers of tests with tables as SpamAssassin ships them (its sql/bayes_mysql.sql, sql/txrep_pg.sql ...). */
import { existsSync, readFileSync } from 'node:fs';
import { run, type DatabaseServer } from './database-server.ts';

const TABLES = '/usr/share/doc/spamassassin/sql';

export type TableKind = 'bayes' | 'awl' | 'txrep';

export function hasTables(kind: TableKind): boolean {
  return existsSync(`${TABLES}/${kind}_mysql.sql`);
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly socket: undefined;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
}

/** A new database. */
export function makeMysqlTables(
  { socket, port }: DatabaseServer,
  database: string,
  ...kinds: readonly TableKind[]
): Place & { readonly kind: 'mysql' } {
  const client = ['--no-defaults', '-S', socket, '-u', 'root'];
  run('/usr/bin/mariadb', client, `CREATE DATABASE ${database}`);
  for (const kind of kinds)
    run('/usr/bin/mariadb', [...client, database], readFileSync(`${TABLES}/${kind}_mysql.sql`, 'utf8'));
  return {
    kind: 'mysql',
    host: '127.0.0.1',
    port,
    socket: undefined,
    user: 'root',
    password: undefined,
    database,
  };
}

/** In the one database of the server. */
export function makePostgresTables(
  { socket, port }: DatabaseServer,
  ...kinds: readonly TableKind[]
): Place & { readonly kind: 'postgresql' } {
  const client = ['-q', '-h', socket, '-p', String(port), '-U', 'postgres'];
  for (const kind of kinds) run('/usr/bin/psql', client, readFileSync(`${TABLES}/${kind}_pg.sql`, 'utf8'));
  return {
    kind: 'postgresql',
    host: '127.0.0.1',
    port,
    socket: undefined,
    user: 'postgres',
    password: 'secret',
    database: 'postgres',
  };
}
