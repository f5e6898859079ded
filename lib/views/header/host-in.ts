/** The pieces that `:host` and `:domain` pick from a header value (spec 1.4). Byte strings; '' where there is none. */
import { isWellFormedName, toAce } from '../uri/domains.ts';
import type { Domains } from '../uri/domains.ts';

/** Longest host name that is looked for. */
const MAX_HOST_BYTES = 251;

/** What follows the last `@` of an address. */
export function hostOfAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : (/^[^ \t\n\r\f\v]+/.exec(address.slice(at + 1))?.[0] ?? '');
}

/** What follows the last `@` that a host name with a known TLD follows, else the first such name. */
export function hostIn(value: string, domains: Domains): string {
  for (let at = value.lastIndexOf('@'); at >= 0; at = value.lastIndexOf('@', at - 1)) {
    const host = hostAt(value, at + 1, domains);
    if (host !== undefined) {
      if (isHost(host)) return host;
      break;
    }
    if (at === 0) break;
  }
  for (let at = 0; at < value.length; at += 1) {
    const host = '._-'.includes(value.charAt(at - 1) || ' ') ? undefined : hostAt(value, at, domains);
    if (host === undefined) continue;
    if (isHost(host)) return host;
    at += host.length - 1;
  }
  return '';
}

function isHost(host: string): boolean {
  return isWellFormedName(toAce(host));
}

/** The longest text from `start` on that ends in a known TLD; it need not be a host name. */
function hostAt(value: string, start: number, domains: Domains): string | undefined {
  const window = value.slice(start, start + MAX_HOST_BYTES + 64);
  const blank = window.search(/[ \t\n\r\f\v]/);
  const run = blank < 0 ? window : window.slice(0, blank);
  for (let dot = run.lastIndexOf('.', MAX_HOST_BYTES); dot > 0; dot = run.lastIndexOf('.', dot - 1)) {
    const tld = /^[A-Za-z0-9-]+/.exec(run.slice(dot + 1))?.[0] ?? '';
    const end = dot + 1 + tld.length;
    if (tld !== '' && !/^[._-]/.test(run.slice(end)) && domains.isKnownTld(tld)) return run.slice(0, end);
  }
  return undefined;
}
