/**
 * Where a database is, as SpamAssassin's settings say it to Perl's DBI (user_awl_dsn): `DBI:mysql:NAME:HOST:PORT`,
 * `DBI:mysql:database=NAME;host=HOST;mysql_socket=PATH`, `DBI:Pg:dbname=NAME;host=HOST`. DBD::mysql, DBD::MariaDB, DBD::Pg.
 */
import { UsageError } from '../errors.ts';
import type { ServerPlace } from './server-address.ts';

export type DsnPlace = ServerPlace & { readonly kind: 'mysql' | 'postgresql' };

const PORTS = { mysql: 3306, postgresql: 5432 };
const FOLDER_OF_POSTGRESQL = '/var/run/postgresql';
const SOCKET_OF_MYSQL = '/run/mysqld/mysqld.sock';

/** Throws UsageError. */
export function parsePerlDsn(text: string, user: string | undefined, password: string | undefined): DsnPlace {
  const [, driver = '', rest = ''] = /^dbi:([A-Za-z]+)(?:\([^)]*\))?:(.*)$/is.exec(text) ?? [];
  const kind = { mysql: 'mysql', mariadb: 'mysql', pg: 'postgresql' }[driver.toLowerCase()];
  if (kind !== 'mysql' && kind !== 'postgresql')
    throw new UsageError(
      `${text}: mailsift knows DBI:mysql:, DBI:MariaDB: and DBI:Pg:; or give an address in reputation.database`,
    );
  const values = new Map<string, string>();
  for (const [index, part] of rest.split(';').entries()) {
    const [name = '', value] = part.split(/=(.*)/s);
    if (value !== undefined) values.set(name.trim().toLowerCase(), value.trim());
    else if (index === 0) readColons(part, values);
  }
  const first = (...names: readonly string[]): string | undefined =>
    names.map(name => values.get(name)).find(value => value !== undefined && value !== '');
  const database = first('database', 'dbname', 'db');
  if (database === undefined) throw new UsageError(`${text}: the name of the database is missing`);
  const host = first('host', 'hostaddr');
  const port = Number(first('port') ?? PORTS[kind]);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UsageError(`${text}: the port is no number from 1 to 65535`);
  return {
    kind,
    database,
    host: host?.startsWith('/') === false ? host : 'localhost',
    port,
    socket: socketOf(kind, host, first('mysql_socket', 'mariadb_socket')),
    user,
    password,
  };
}

/** NAME:HOST:PORT, as DBD::mysql has it of old. */
function readColons(part: string, values: Map<string, string>): void {
  const [database = '', host = '', port = ''] = part.split(':');
  values.set('database', database);
  values.set('host', host);
  values.set('port', port);
}

/** The client libraries take `localhost`, or nothing, for the socket. */
function socketOf(
  kind: DsnPlace['kind'],
  host: string | undefined,
  given: string | undefined,
): string | undefined {
  if (kind === 'postgresql')
    return host === undefined ? FOLDER_OF_POSTGRESQL : host.startsWith('/') ? host : undefined;
  return given ?? (host === undefined || host === 'localhost' ? SOCKET_OF_MYSQL : undefined);
}
