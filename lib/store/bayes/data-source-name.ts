/**
 * Data source names as SpamAssassin's settings have them: of Perl's DBI for SQL (`DBI:mysql:bayes:localhost:3306`,
 * `DBI:Pg:dbname=bayes;host=/run/postgresql`), of its own for Redis (`server=127.0.0.1:6379;password=x;database=2`).
 * undefined: none that can be used here.
 */
import type { ServerAddress, ServerKind } from './address.ts';

const DRIVERS: ReadonlyMap<string, ServerKind> = new Map([
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['pg', 'postgresql'],
]);

export function parseDbiName(
  dsn: string,
  user: string | undefined,
  password: string | undefined,
): ServerAddress | undefined {
  const [, driver = '', rest = ''] = /^dbi:(\w+)(?:\([^)]*\))?:(.*)$/i.exec(dsn.trim()) ?? [];
  const kind = DRIVERS.get(driver.toLowerCase());
  if (kind === undefined) return undefined;
  const { positional, named } = parametersOf(rest);
  const [plainDatabase, plainHost, plainPort] = positional;
  const database = named.get('database') ?? named.get('dbname') ?? named.get('db') ?? plainDatabase;
  if (database === undefined || database === '') return undefined;
  const host = named.get('host') ?? plainHost ?? '';
  const socket =
    named.get('mysql_socket') ?? named.get('mariadb_socket') ?? (host.startsWith('/') ? host : undefined);
  return {
    kind,
    host: socket !== undefined || host === '' ? 'localhost' : host,
    port: portOf(named.get('port') ?? plainPort, kind === 'mysql' ? 3306 : 5432),
    socket: socket ?? localSocket(kind, host),
    user: user === '' ? undefined : user,
    password: password === '' ? undefined : password,
    database,
  };
}

/** What the C libraries behind DBI do: no host is the socket of this machine, and to MySQL so is `localhost`. */
function localSocket(kind: ServerKind, host: string): string | undefined {
  if (kind === 'postgresql') return host === '' ? '/var/run/postgresql' : undefined;
  return host === '' || host === 'localhost' ? '/run/mysqld/mysqld.sock' : undefined;
}

/** `bayes:localhost:3306`, or `database=bayes;host=localhost`, or `bayes;host=localhost`. */
function parametersOf(text: string): { positional: readonly string[]; named: ReadonlyMap<string, string> } {
  const named = new Map<string, string>();
  let positional: readonly string[] = [];
  for (const [at, part] of text.split(';').entries()) {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
    if (name !== undefined && value !== undefined) named.set(name.toLowerCase(), value);
    else if (at === 0) positional = part.split(':').map(word => word.trim());
  }
  return { positional, named };
}

export function parseRedisName(dsn: string): ServerAddress | undefined {
  const named = new Map<string, string>();
  for (const part of dsn.split(';')) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    if (equals < 0) return undefined;
    named.set(part.slice(0, equals).trim(), part.slice(equals + 1));
  }
  const place = named.get('server')?.trim() ?? '';
  const socket = place.startsWith('/') ? place : undefined;
  const database = named.get('database')?.trim() ?? '0';
  if (!/^\d{1,5}$/.test(database)) return undefined;
  const [, bracketed, plain, port] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(socket === undefined ? place : '') ?? [];
  return {
    kind: 'redis',
    host: bracketed ?? (plain === undefined || plain === '' ? '127.0.0.1' : plain),
    port: portOf(port, 6379),
    socket,
    user: undefined,
    password: named.get('password'),
    database,
  };
}

function portOf(text: string | undefined, usual: number): number {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : usual;
}
