/**
 * The name servers that are asked: addresses as SpamAssassin's dns_server takes them (`192.0.2.1`, `192.0.2.1:5353`,
 * `[2001:db8::1]:53`, `fe80::1%eth0`), or those of resolv.conf(5).
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface DnsServerAddress {
  /** An IP address, with %SCOPE where it needs one. */
  readonly host: string;
  readonly port: number;
}

const PORT = 53;
export const RESOLV_CONF = '/etc/resolv.conf';
/** resolv.conf(5): MAXNS; and what answers where the file names none. */
const MAX_RESOLV_CONF_SERVERS = 3;
const THIS_HOST: DnsServerAddress = { host: '127.0.0.1', port: PORT };

/** undefined: not an address. */
export function parseServer(text: string): DnsServerAddress | undefined {
  const parts = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text);
  const [, bracketed, plain, digits] = parts ?? [];
  const host = parts === null ? text : (bracketed ?? plain ?? '');
  const port = digits === undefined ? PORT : Number(digits);
  if (!isAddress(host) || port < 1 || port > 65_535) return undefined;
  return { host, port };
}

export function showServer({ host, port }: DnsServerAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

/** node:net's isIP would take 4 ms to load. */
function isAddress(text: string): boolean {
  if (IPV4.test(text)) return true;
  const [, address] = /^([\da-f:.]*:[\da-f:.]*)(?:%[\w.~-]+)?$/i.exec(text) ?? [];
  return address !== undefined && URL.canParse(`http://[${address}]`);
}

/** A file that is not there, or names nobody, means this host. */
export function serversOfSystem(file = RESOLV_CONF): readonly DnsServerAddress[] {
  const servers = linesOf(file).flatMap(line => {
    const [, address] = /^\s*nameserver\s+(\S+)/.exec(line) ?? [];
    return (
      (address === undefined ? undefined : parseServer(address.includes(':') ? `[${address}]` : address)) ??
      []
    );
  });
  return servers.length === 0 ? [THIS_HOST] : servers.slice(0, MAX_RESOLV_CONF_SERVERS);
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'latin1').split('\n');
  } catch {
    return [];
  }
}

/** Beginning with one at random (`dns_options rotate`). */
export function serversInTurn(servers: readonly DnsServerAddress[]): readonly DnsServerAddress[] {
  const first = randomBytes(4).readUInt32BE() % Math.max(1, servers.length);
  return [...servers.slice(first), ...servers.slice(0, first)];
}
