/**
 * All the readings of one URI that `uri` rules see (spec 2.11): as written, with needless percent signs undone, with the
 * host cleaned, and the URIs that are hidden inside. Byte strings. The number of readings is bounded.
 */
import type { ViewSettings } from '../view-settings.ts';
import { toAce } from './domains.ts';

export type UriSettings = Pick<ViewSettings, 'domains' | 'redirectors'>;

const MAX_READINGS = 100;

export function canonicaliseUri(raw: string, settings: UriSettings): readonly string[] {
  const readings = new Set<string>();
  const queue = [raw];
  for (const one of queue) {
    if (queue.length > MAX_READINGS || readings.size > MAX_READINGS) break;
    addReadings(one, readings, queue, settings);
  }
  return [...readings];
}

function addReadings(raw: string, readings: Set<string>, queue: string[], settings: UriSettings): void {
  const uri = raw.replace(/[\r\n]+/g, '').trim();
  readings.add(uri);
  if (uri.length <= 1 || /^[#?&]/.test(uri) || /^\/(?!\/)/.test(uri)) return;
  if (/^mailto:/i.test(uri) || /^[^:]{0,255}@/.test(uri)) {
    addMailReadings(uri, readings);
    return;
  }
  if (/^(?:cid|mid|data|file|tel|javascript):/i.test(uri)) return;
  let clean = uri.replace(/\\/g, '/').replace(/^(https?):\/{0,2}/i, '$1://');
  clean = decodePercent(clean);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(clean)) clean = `${/^ftp\./i.test(clean) ? 'ftp' : 'http'}://${clean}`;
  clean = clean.replace(/^(https?:\/\/[^/?#]+)([?#])/i, '$1/$2');
  clean = decodeNumericEntities(clean).replace(/\xe3\x80\x82|\xef\xbc\x8e|\xef\xbd\xa1/g, '.');
  if (clean !== uri) readings.add(clean);
  const parts = /^(https?):\/\/([^/?#]*)(.*)$/is.exec(clean);
  if (parts === null) return;
  const [, scheme = '', authority = '', rest = ''] = parts;
  addHostReadings(scheme, authority, rest, readings, settings);
  for (const embedded of embeddedUris(rest)) queue.push(embedded);
}

function addMailReadings(uri: string, readings: Set<string>): void {
  const [, scheme = '', rest = ''] = /^(mailto:)?(.*)$/is.exec(uri) ?? [];
  for (const cut of ['?', '&']) {
    const at = rest.indexOf(cut);
    if (at > 0) readings.add(scheme + rest.slice(0, at));
  }
  const trimmed = rest.replace(/^(?:%20)+/, '');
  if (trimmed !== rest) readings.add(scheme + trimmed);
}

/** URIs that stand in the path or query, each up to the next `&` or `#`. */
function embeddedUris(rest: string): readonly string[] {
  const found: string[] = [];
  for (const match of rest.matchAll(/https?:\/{0,2}(?=[^&#]*\.)([^&#]+)/gi)) found.push(match[0]);
  return found;
}

function addHostReadings(
  scheme: string,
  authority: string,
  rest: string,
  readings: Set<string>,
  { domains }: UriSettings,
): void {
  const add = (host: string, port: string): void => void readings.add(`${scheme}://${host}${port}${rest}`);
  const at = authority.lastIndexOf('@');
  const hostPort = authority.slice(at + 1);
  const match = /^(.*?)(:\d*)?$/s.exec(hostPort);
  let host = (match?.[1] ?? hostPort).replace(/[\x00-\x1f\x7f]/g, '');
  let port = match?.[2] ?? '';
  if (at >= 0) add(host, port);
  if (port === (scheme.toLowerCase() === 'https' ? ':443' : ':80')) {
    port = '';
    readings.add(`${scheme}://${authority.slice(0, at + 1)}${host}${rest}`);
  }
  const ace = toAce(host);
  if (ace !== host) add((host = ace), port);
  const trimmed = host.replace(/[^A-Za-z0-9\x80-\xff]{1,64}$/, '');
  if (trimmed !== host && trimmed !== '') add((host = trimmed), port);
  const dotted = numericHost(host);
  if (dotted !== undefined && dotted !== host) add(dotted, port);
  const single = /^[a-z0-9-]+$/i.test(host) && !/^(?:\d+|0x[0-9a-f]+|localhost)$/i.test(host);
  if (single && port === '' && at < 0 && scheme.toLowerCase() === 'http' && !domains.isKnownTld(host))
    add(`www.${host}.com`, '');
}

/** Dotted quad of an IPv4 address in octal, hexadecimal or as one number, as inet_aton(3) reads it. */
function numericHost(host: string): string | undefined {
  if (/^(?:0x[0-9a-f]{1,8}|\d{8,10})$/i.test(host)) {
    const value = Number(host);
    if (value > 0xffffffff) return undefined;
    return [24, 16, 8, 0].map(shift => (value >>> shift) & 255).join('.');
  }
  if (!/^(?:(?:0x[0-9a-f]{1,2}|\d{1,4})\.){3}(?:0x[0-9a-f]{1,2}|\d{1,4})$/i.test(host)) return undefined;
  const bytes = host
    .split('.')
    .map(part => (/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part)));
  return bytes.every(byte => byte <= 255) ? bytes.join('.') : undefined;
}

/** Decodes what need not be encoded (21 to 7E), and encodes control and 8-bit bytes. */
function decodePercent(uri: string): string {
  const decoded = uri.replace(/%([0-9A-Fa-f]{2})/g, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : whole;
  });
  return decoded.replace(
    /[\x00-\x1f\x7f-\xff]/g,
    byte => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function decodeNumericEntities(uri: string): string {
  return uri.replace(/&#(?:(\d{2,3})|x([0-9a-f]{2}));/gi, (whole, decimal?: string, hex?: string) => {
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : whole;
  });
}
