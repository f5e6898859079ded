/**
 * Where a store of learnt data lives, as people write it:
 *
 *   /var/lib/mailsift/bayes.sqlite, sqlite:/var/lib/...            a file
 *   mysql://user:password@host:3306/database (also mariadb:)       ?socket=/run/mysqld/mysqld.sock for a unix socket
 *   postgresql://user:password@host:5432/database (also postgres:) ?socket=/run/postgresql (its folder)
 *   redis://user:password@host:6379/2                              ?socket=/run/redis/redis.sock
 *
 * What stands before the @ is percent-encoded where it holds `:`, `/`, `@`, `?` or `#` (RFC 3986, 3.2.1). No error and no
 * name shows a password.
 */
import { UsageError } from '../../errors.ts';
import type { ServerPlace } from '../server-address.ts';

export type BayesStoreAddress = { readonly kind: 'sqlite'; readonly path: string } | ServerAddress;

export interface ServerAddress extends ServerPlace {
  readonly kind: ServerKind;
}

export type ServerKind = 'mysql' | 'postgresql' | 'redis';

const PORTS: Readonly<Record<ServerKind, number>> = { mysql: 3306, postgresql: 5432, redis: 6379 };

const KINDS: ReadonlyMap<string, ServerKind> = new Map([
  ['mysql:', 'mysql'],
  ['mariadb:', 'mysql'],
  ['postgresql:', 'postgresql'],
  ['postgres:', 'postgresql'],
  ['redis:', 'redis'],
]);

const FORMS =
  'a path, sqlite:PATH, or mysql://, mariadb://, postgresql:// or redis:// followed by USER:PASSWORD@HOST:PORT/DATABASE';

/** Throws UsageError. */
export function parseBayesStoreAddress(text: string): BayesStoreAddress {
  const path = /^(?:sqlite:)?(\/[^\0]*)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: 'sqlite', path: path.replace(/^\/{2,}/, '/') };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const kind = url === undefined ? undefined : KINDS.get(url.protocol);
  if (url === undefined || kind === undefined) fail(text, `write ${FORMS}`);
  const port = url.port === '' ? PORTS[kind] : Number(url.port);
  const socket = socketOf(text, url);
  return {
    kind,
    host: url.hostname === '' ? 'localhost' : url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    socket: kind === 'postgresql' ? socket?.replace(/\/\.s\.PGSQL\.\d+$/, '') : socket,
    user: decoded(text, url.username),
    password: decoded(text, url.password),
    database: databaseOf(text, kind, decoded(text, url.pathname.slice(1))),
  };
}

function socketOf(text: string, url: URL): string | undefined {
  for (const [name, value] of url.searchParams) {
    if (name !== 'socket') fail(text, `only socket=PATH may stand behind the ?, not ${name}`);
    if (!value.startsWith('/')) fail(text, 'the path of the socket must be absolute');
  }
  return url.searchParams.get('socket') ?? undefined;
}

function databaseOf(text: string, kind: ServerKind, name: string | undefined): string {
  if (kind === 'redis') {
    if (!/^\d{0,5}$/.test(name ?? ''))
      fail(text, 'databases of Redis are numbers, as in redis://localhost/2');
    return name ?? '0';
  }
  if (name === undefined) fail(text, 'the name of the database is missing, as in ://host/NAME');
  return name;
}

function decoded(text: string, part: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    fail(text, 'a % must be followed by two hexadecimal digits (write %25 for a %)');
  }
}

function fail(text: string, advice: string): never {
  throw new UsageError(`${concealPassword(text)}: no address of a database; ${advice}`);
}

/** As written, without user and password. */
export function concealPassword(text: string): string {
  return text.replace(/^(?!\/|sqlite:)([^:]*:\/*).*@/s, '$1***@');
}

/** For people: without user and password. */
export function formatBayesStoreAddress(address: BayesStoreAddress): string {
  if (address.kind === 'sqlite') return address.path;
  const { kind, host, port, socket, database } = address;
  if (socket !== undefined) return `${kind}://${socket} (database ${database})`;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return `${kind}://${shownHost}${port === PORTS[kind] ? '' : `:${port}`}/${database}`;
}
