/**
 * Where Redis is, as SpamAssassin's bayes_sql_dsn says it: `server=127.0.0.1:6379;password=x;database=2`, or a socket as server.
 * undefined: not to be understood.
 */
import type { ServerAddress } from './address.ts';

export function parseRedisDsn(dsn: string): ServerAddress | undefined {
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
