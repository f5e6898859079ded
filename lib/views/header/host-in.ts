/** The pieces that `:host` and `:domain` pick from a header value (spec 1.4). Byte strings; '' where there is none. */
import { toAce } from '../uri/ace.ts';
import { isWellFormedName } from '../uri/domains.ts';
import type { Domains } from '../uri/domains.ts';

/** Longest host name that is looked for, without its TLD. */
const MAX_NAME_BYTES = 251;

/** What follows the last `@` of an address. */
export function hostOfAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : (/^[^ \t\n\r\f\v]+/.exec(address.slice(at + 1))?.[0] ?? '');
}

/** What follows the last `@` that a host name with a known TLD follows, else the first such name. */
export function hostIn(value: string, domains: Domains): string {
  const names = new HostFinder(value, domains);
  return names.behindLastAt() ?? names.first() ?? '';
}

interface Tld {
  readonly dot: number;
  readonly end: number;
}

/** Texts without blanks that end in a known TLD. They are host names only if isHost says so. */
class HostFinder {
  readonly #value: string;
  readonly #tlds: readonly Tld[];

  constructor(value: string, domains: Domains) {
    this.#value = value;
    this.#tlds = Array.from(value.matchAll(/\.([A-Za-z0-9-]+)(?![\w.-])/g), match => ({
      dot: match.index,
      end: match.index + match[0].length,
      name: match[1] ?? '',
    })).filter(({ name }) => domains.isKnownTld(name));
  }

  behindLastAt(): string | undefined {
    const value = this.#value;
    for (let at = value.length; (at = value.lastIndexOf('@', at - 1)) >= 0;) {
      const host = this.#longestFrom(at + 1);
      if (host !== undefined) return isHost(host) ? host : undefined;
      if (at === 0) return undefined;
    }
    return undefined;
  }

  first(): string | undefined {
    const last = this.#tlds.at(-1)?.dot ?? 0;
    for (let at = 0; at < last; at += 1) {
      if (at > 0 && '._-'.includes(this.#value.charAt(at - 1))) continue;
      const host = this.#longestFrom(at);
      if (host === undefined) continue;
      if (isHost(host)) return host;
      at += host.length - 1;
    }
    return undefined;
  }

  #longestFrom(start: number): string | undefined {
    const { dot, end } =
      this.#tlds.findLast(tld => tld.dot > start && tld.dot <= start + MAX_NAME_BYTES) ?? {};
    if (dot === undefined || end === undefined) return undefined;
    const text = this.#value.slice(start, end);
    const blank = text.search(/[ \t\n\r\f\v]/);
    if (blank < 0) return text;
    const shorter = this.#tlds.findLast(tld => tld.dot > start && tld.end <= start + blank);
    return shorter === undefined ? undefined : this.#value.slice(start, shorter.end);
  }
}

function isHost(host: string): boolean {
  return isWellFormedName(toAce(host));
}
