/**
 * How one way of writing Received fields is described: a name, and a pattern with named groups for what it tells (ip, helo,
 * rdns, by, ident). The text has single blanks only, and `from ` in front is gone.
 */
import { IP_LIKE, isIpAddress, isLocalhost } from '../ip-address.ts';

/** What is known of the relay so far; '' is not known. */
export interface Draft {
  readonly ip: string;
  readonly rdns: string;
  readonly helo: string;
  readonly by: string;
  readonly ident: string;
  readonly id: string;
  readonly envelopeFrom: string | undefined;
  readonly auth: string;
  /** This MTA looks for the name of its client; when none is told, there is none. */
  readonly lookedUp: boolean;
}

export type Reading =
  | { readonly kind: 'relay'; readonly draft: Draft }
  /** The format applies, but others may read the field better. */
  | { readonly kind: 'guess'; readonly draft: Draft }
  /** A handover that says nothing of the way through the network. */
  | { readonly kind: 'skip'; readonly why: string }
  /** A mail fetcher's mark: the delivery it made is where the way begins. */
  | { readonly kind: 'fetched' }
  /** A scanner's note; the sender it tells belongs to the next field. */
  | { readonly kind: 'sender of next'; readonly envelopeFrom: string | undefined };

export interface Format {
  readonly name: string;
  /** undefined: the text is of another format. */
  readonly read: (text: string, draft: Draft) => Reading | undefined;
}

export type Marker = string | RegExp;

export function hasMarker(text: string, marker: Marker): boolean {
  return typeof marker === 'string' ? text.includes(marker) : marker.test(text);
}

/** Formats of one MTA: where its marker stands, the formats of the families behind it are not asked. */
export interface Family {
  readonly marker: Marker;
  readonly formats: readonly Format[];
}

const word = (name: string): string => `(?<${name}>[^ ]+)`;
/** Pieces of patterns. */
export const IP = `(?<ip>${IP_LIKE})`;
export const HELO = word('helo');
export const RDNS = word('rdns');
export const BY = word('by');

/** A pattern in which `\S` is whatever is no blank, bytes above 0x7F included. */
export function pattern(strings: TemplateStringsArray, ...pieces: readonly string[]): RegExp {
  return new RegExp(String.raw(strings, ...pieces).replaceAll('\\S', '[^ ]'));
}

type Groups = Readonly<Record<string, string | undefined>>;

export interface FormatOptions {
  /** What must stand somewhere: the pattern is not compiled without it. */
  readonly marker?: Marker;
  readonly lookedUp?: boolean;
  /** Last word on what the pattern told. */
  readonly refine?: (draft: Draft, groups: Groups) => Draft;
}

export function relayFormat(name: string, regex: RegExp, options: FormatOptions = {}): Format {
  const { marker, lookedUp, refine } = options;
  const first = firstChar(regex);
  return {
    name,
    read: (text, draft) => {
      if (first !== undefined && !text.startsWith(first)) return undefined;
      if (marker !== undefined && !hasMarker(text, marker)) return undefined;
      const groups: Groups | undefined = regex.exec(text)?.groups;
      if (groups === undefined || !isAddressOrNone(groups.ip)) return undefined;
      const told: Draft = {
        ...draft,
        ip: groups.ip ?? draft.ip,
        rdns: groups.rdns ?? draft.rdns,
        helo: groups.helo ?? draft.helo,
        by: groups.by ?? draft.by,
        ident: groups.ident ?? draft.ident,
        lookedUp: lookedUp ?? draft.lookedUp,
      };
      return { kind: 'relay', draft: refine === undefined ? told : refine(told, groups) };
    },
  };
}

/** The bracket that a pattern begins with. */
function firstChar({ source }: RegExp): string | undefined {
  return /^\^\\([[(])/.exec(source)?.[1];
}

function isAddressOrNone(ip: string | undefined): boolean {
  return ip === undefined || isIpAddress(ip);
}

/** All named groups must be names or addresses of the machine itself. */
export function skipFormat(name: string, regex: RegExp): Format {
  return {
    name,
    read: text => {
      const match = regex.exec(text);
      if (match === null) return undefined;
      const { groups = {} } = match;
      const isLocal = Object.values(groups).every(isLocalhost);
      return isLocal ? { kind: 'skip', why: name } : undefined;
    },
  };
}

/** `helo=` and `ident=` in a comment. */
export function heloAndIdentIn(draft: Draft, comment: string): Draft {
  const helo = /helo=([^ ]+)/.exec(comment);
  const rest = helo === null ? comment : comment.replace(helo[0], '');
  const ident = /ident=([^ ]*)/.exec(rest);
  return { ...draft, helo: helo?.[1] ?? draft.helo, ident: ident?.[1] ?? draft.ident };
}
