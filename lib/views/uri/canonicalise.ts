/**
 * All the readings of one URI that `uri` rules see (spec 2.11): as written, with needless percent signs undone, with the
 * host cleaned, and the URIs that are hidden inside. Byte strings. The number of readings is bounded.
 */
import type { ViewSettings } from '../view-settings.ts';
import { trimBlanks } from '../header/decode-header.ts';
import { lowerAscii, toAce } from './ace.ts';
import { numericHosts } from './numeric-hosts.ts';
import { evenOutPercent } from './percent.ts';

export type UriSettings = Pick<ViewSettings, 'domains' | 'redirectors' | 'parseDkimUris'>;

const MAX_READINGS = 100;
const FULL_STOPS = /&#(?:x2e|12290|x3002|65294|xff0e|65377|xff61);/gi;

export function canonicaliseUri(raw: string, settings: UriSettings): readonly string[] {
  const queue = [raw];
  const found = new Set<string>();
  const readings = new Set<string>();
  for (const one of queue) {
    const uri = trimBlanks(one.replace(/\n/g, '')).replace(/\r/g, '');
    readings.add(uri);
    if (queue.length > MAX_READINGS || found.size > MAX_READINGS) break;
    if (uri.length <= 1 || /^(?:[#?&]|\/(?!\/))/.test(uri)) continue;
    if (/^mailto:/i.test(uri) || /^[^:]*@/.test(uri)) addMailReadings(uri, found);
    else addReadings(uri, found, queue, settings);
  }
  return [...new Set([...readings, ...found])];
}

function addMailReadings(uri: string, found: Set<string>): void {
  const address = /^([^@]+@[^?]+)\?/.exec(uri)?.[1];
  if (address !== undefined) found.add(address);
  const beforeAmpersand = /^([^@]+@[^?&]+)&/.exec(uri)?.[1];
  if (beforeAmpersand !== undefined) found.add(beforeAmpersand);
  const unspaced = uri.includes('%20') ? /^(?:mailto:)?(?:%20)*([^@]+@[^?&%]+)/.exec(uri)?.[1] : undefined;
  if (unspaced !== undefined) found.add(`mailto:${unspaced}`);
  const inBrackets = /^[^?&<]*<([^@>]+@[^>]+)>/.exec(uri)?.[1];
  if (inBrackets !== undefined) found.add(`mailto:${inBrackets}`);
}

function addReadings(uri: string, found: Set<string>, queue: string[], settings: UriSettings): void {
  let clean = uri.replaceAll('\\', '/').replace(/^(https?:)\/{0,2}/i, '$1//');
  if (/%[0-9a-fA-F]{2}/.test(clean)) clean = evenOutPercent(clean);
  if (!/^[-_a-z0-9]+:/i.test(clean)) clean = (clean.startsWith('ftp.') ? 'ftp://' : 'http://') + clean;
  clean = clean.replace(/^(https?:\/\/[^/?#]+)([?#])/i, '$1/$2');
  clean = withoutEntities(clean).replace(FULL_STOPS, '.');
  if (clean !== uri) found.add(clean);
  const parts = /^(https?:\/\/)([^@/?#]*@)?([^/?#:]+)((?::(\d*))?.*)$/is.exec(clean);
  if (parts === null) return;
  const [, scheme = '', auth = '', host = '', rest = '', port = ''] = parts;
  const add = (reading: string): void => void found.add(scheme + reading);
  const restNoPort = withoutDefaultPort(scheme, rest);
  if (restNoPort !== undefined) add(host + restNoPort);
  let name = host;
  const ace = /^[\w.:[\]-]*$/.test(host) ? lowerAscii(host) : toAce(host);
  if (ace !== lowerAscii(host)) {
    add(ace + rest);
    if (restNoPort !== undefined) add(ace + restNoPort);
    name = ace;
  }
  const printable = name.replace(/[\x00-\x20]+/g, '');
  if (printable !== name) add((name = printable) + rest);
  const target = redirectTarget(scheme + name + rest, rest, settings);
  if (target !== undefined) queue.push(target);
  const withoutUser = name.replace(/^[^@]+@/, '');
  if (withoutUser !== name) add((name = withoutUser) + rest);
  const trimmed = name.replace(/[^0-9A-Za-z]+$/, '');
  if (trimmed !== name) add((name = trimmed) + rest);
  for (const address of numericHosts(name)) add(address + rest);
  const single = /^(?:www\.)?([^.]+)$/.exec(ace)?.[1];
  const isPlain = scheme === 'http://' && auth === '' && (port === '' || port === '80');
  if (isPlain && single !== undefined && ace !== 'localhost' && !/^(?:0x[0-9a-f]+|\d+)$/i.test(name))
    if (!settings.domains.isKnownTld(ace.includes('.') ? (ace.split('.').at(-1) ?? '') : ''))
      add(`www.${single}.com${rest}`);
}

/** undefined: there is no port, or another one. */
function withoutDefaultPort(scheme: string, rest: string): string | undefined {
  const pattern = scheme === 'http://' ? /^:80\b/ : /^:443\b/;
  return pattern.test(rest) ? rest.replace(pattern, '') : undefined;
}

/** What a known redirector leads to, else the URI that stands in path or query. */
function redirectTarget(uri: string, rest: string, { redirectors }: UriSettings): string | undefined {
  for (const redirector of redirectors) {
    const target = redirector(uri);
    if (target?.includes('.') === true) return target;
  }
  const embedded = /(https?:\/{0,2}[^&#]+)/i.exec(rest)?.[1];
  return embedded?.includes('.') === true ? embedded : undefined;
}

/** Numeric references to printable characters. */
function withoutEntities(uri: string): string {
  if (!uri.includes('&#')) return uri;
  return uri.replace(
    /&#(?:0{0,9}(\d{2,3})|x0{0,9}([0-9a-f]{2}));/gi,
    (whole, decimal?: string, hex?: string) => {
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : whole;
    },
  );
}
