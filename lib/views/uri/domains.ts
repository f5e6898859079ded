/**
 * Host names: whether one is well formed and ends in a known top level domain, and its registrable domain. The lists come
 * from the rules (util_rb_tld, util_rb_2tld, util_rb_3tld); without them tldts' copy of the public suffix list serves,
 * private section included as in SpamAssassin's lists (dyndns.org).
 */
import { createRequire } from 'node:module';

export interface Domains {
  isKnownTld(tld: string): boolean;
  /** Labels of 1 to 63 letters, digits and hyphens, `_` only in front of the last two; known TLD. */
  isValidHost(host: string): boolean;
  /** The part that somebody registered; '' when there is none. */
  registrableDomain(host: string): string;
  /** The same of any text with dots in it, whether or not there are such domains. */
  trimToDomain(host: string): string;
}

interface Tldts {
  getDomain(host: string, options: object): string | null;
  parse(host: string, options: object): { isIcann: boolean | null };
}
const US_STATES: ReadonlySet<string> = new Set(
  `ak al ar az ca co ct dc de fl ga gu hi ia id il in ks ky la ma md me mi mn mo ms mt nc nd ne nh nj nm nv ny oh ok or pa
  pr ri sc sd tn tx ut va vi vt wa wi wv wy`.split(/[\t-\r ]+/),
);
const PLAIN = {
  allowPrivateDomains: true,
  extractHostname: false,
  validateHostname: false,
  detectIp: false,
};
const require = createRequire(import.meta.url);
let loaded: Tldts | undefined;
const knownTlds = new Map<string, boolean>();
const MAX_REMEMBERED = 5000;

function tldts(): Tldts {
  return (loaded ??= require('tldts') as Tldts);
}

export const PUBLIC_SUFFIXES: Domains = {
  isKnownTld: isPublicTld,
  isValidHost: host => isWellFormed(host, isPublicTld),
  registrableDomain: host => {
    const name = host.toLowerCase();
    return isWellFormed(name, isPublicTld) ? (tldts().getDomain(name, PLAIN) ?? '') : '';
  },
  trimToDomain: host => {
    const name = plainDots(host);
    return tldts().getDomain(name, PLAIN) ?? name;
  },
};

export interface SuffixLists {
  /** Top level domains, lower case, ACE. */
  readonly tlds: readonly string[];
  /** Suffixes of two and three labels under which people register. */
  readonly twoLevel: readonly string[];
  readonly threeLevel: readonly string[];
}

/** The registrable domain is the shortest suffix that is in no list, as SpamAssassin's RegistryBoundaries finds it. */
export function createDomains({ tlds, twoLevel, threeLevel }: SuffixLists): Domains {
  const known = new Set(tlds.map(name => name.toLowerCase()));
  const listed = new Set([...twoLevel, ...threeLevel].map(name => name.toLowerCase()));
  const isKnownTld = (tld: string): boolean => known.has(tld.toLowerCase());
  const trimToDomain = (host: string): string => {
    const labels = plainDots(host)
      .split('.')
      .slice(-MAX_BOUNDARY_LABELS - 1);
    const boundary = labels.findIndex((_, index) => isBoundary(labels.slice(index), listed));
    return labels.slice(Math.max(0, boundary - 1)).join('.');
  };
  return {
    isKnownTld,
    isValidHost: host => isWellFormed(host, isKnownTld),
    registrableDomain: host => (isWellFormed(host, isKnownTld) ? trimToDomain(host) : ''),
    trimToDomain,
  };
}

const MAX_BOUNDARY_LABELS = 4;

/** Whether people register right below this suffix (RFC 1480 for `us`). */
function isBoundary(labels: readonly string[], listed: ReadonlySet<string>): boolean {
  const [first = '', second = '', third = '', fourth = ''] = labels;
  switch (labels.length) {
    case 1:
      return true;
    case 2:
      return listed.has(`${first}.${second}`);
    case 3:
      return third === 'us' ? US_STATES.has(second) : listed.has(`${first}.${second}.${third}`);
    case 4:
      return (
        fourth === 'us' &&
        US_STATES.has(third) &&
        ((first === 'pvt' && second === 'k12') || first === 'ci' || first === 'co')
      );
    default:
      return false;
  }
}

function isPublicTld(tld: string): boolean {
  const name = tld.toLowerCase();
  const known = knownTlds.get(name);
  if (known !== undefined) return known;
  const answer =
    /^[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(name) && tldts().parse(`x.${name}`, PLAIN).isIcann === true;
  if (knownTlds.size < MAX_REMEMBERED) knownTlds.set(name, answer);
  return answer;
}

function plainDots(host: string): string {
  return host
    .replace(/[A-Z]+/g, letters => letters.toLowerCase())
    .replace(/\.{2,}/g, '.')
    .replace(/^\.|\.$/g, '');
}

function isWellFormed(host: string, isKnownTld: (tld: string) => boolean): boolean {
  const name = host.replace(/\.{1,254}$/, '');
  return isWellFormedName(name) && isKnownTld(name.slice(name.lastIndexOf('.') + 1));
}

/** At least two labels; nothing is said about the TLD. Dots behind it do not count. */
export function isWellFormedName(host: string): boolean {
  const name = host.replace(/\.{1,254}$/, '');
  if (name.length > 253 || !name.includes('.')) return false;
  const labels = name.split('.');
  return labels.every((label, index) =>
    index < labels.length - 2
      ? /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/.test(label)
      : /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label),
  );
}

export function isIpv4(host: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/.test(host);
}
