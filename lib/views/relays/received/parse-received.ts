/**
 * Reads one Received field into what it tells of a handover (spec 2.8). Input: its decoded value, at most 8192 bytes.
 * Never throws; time is linear in the length for each format that is tried.
 */
import { isPrivateAddress, isIpAddress, IP_LIKE } from '../ip-address.ts';
import type { Relay } from '../relay.ts';
import { authenticationOf } from './authentication.ts';
import { COMMENT_FORMATS, COMMON_FORMATS, UPPER_CASE_FORMATS } from './common-formats.ts';
import { hasMarker } from './format.ts';
import type { Draft, Format, Reading } from './format.ts';
import { MTA_FAMILIES } from './mta-formats.ts';
import { SKIPPED_FORMATS } from './skipped-formats.ts';
import { WEBMAIL_FORMATS } from './webmail-formats.ts';

/** What the trust walk adds. */
export type Handover = Omit<Relay, 'isInternal' | 'isMsa'>;

export type Received =
  | { readonly kind: 'relay'; readonly relay: Handover }
  | Exclude<Reading, { kind: 'relay' | 'guess' }>
  | { readonly kind: 'unparseable' };

const DATE_AT_END =
  /(?<![ ;])[ ;]+(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d+ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d+ \d+:\d+(?::\d+)? [^ ]+$/;
const NAME_CHARS = String.raw`[-A-Za-z0-9.^+_&:=?!@%*$\\/]+`;
const HELO_MARKS = [new RegExp(`\\bhelo=(${NAME_CHARS})`), new RegExp(`\\b(?:HELO|EHLO) (${NAME_CHARS})`)];
const BRACKETED_IP = new RegExp(`\\[(${IP_LIKE})\\]`, 'g');

export function parseReceived(value: string): Received {
  const whole = withoutTrailingSemicolons(value.replace(/[ \t\n\r\f\v]+/g, ' ').replace(/^ | $/g, ''));
  if (!/^\(?from /i.test(whole)) return skip('no from');
  if (/\bwith local for\b/.test(whole)) return skip('with local for');
  const only = /^from ([^ ]+) by [^ ;]+ ?;/i.exec(whole)?.[1];
  if (only !== undefined && !/^\[[\d.]+\]$/.test(only)) return skip('from and by only');
  const text = whole.replace(DATE_AT_END, '').replace(')by ', ') by ');
  const reading = readFormats(text, generalDraft(text));
  return reading.kind === 'relay' || reading.kind === 'guess' ? accept(text, reading) : reading;
}

const skip = (why: string): Received => ({ kind: 'skip', why });

/** What most MTAs write alike. */
function generalDraft(text: string): Draft {
  let helo = '';
  for (const mark of HELO_MARKS) helo ||= mark.exec(text)?.[1] ?? '';
  return {
    ip: '',
    rdns: '',
    helo,
    by: / by ([^ ]+)(?:[^-A-Za-z0-9;.]|$)/.exec(text)?.[1] ?? '',
    ident: '',
    id: / id <?([^ <>;]{3,})/.exec(text)?.[1] ?? '',
    envelopeFrom: text.startsWith('from ')
      ? /(?:return-path:? |envelope-(?:sender|from)[ =])([^ ]+)\b/i.exec(text)?.[1]
      : undefined,
    auth: authenticationOf(text),
    lookedUp: false,
  };
}

function readFormats(text: string, draft: Draft): Reading {
  if (text.startsWith('FROM ')) return firstOf(UPPER_CASE_FORMATS, text.slice(5), draft);
  if (text.startsWith('(from ')) return firstOf(COMMENT_FORMATS, text.slice(6), draft);
  if (!text.startsWith('from ')) return { kind: 'guess', draft };
  const rest = text.slice(5);
  const family = MTA_FAMILIES.find(({ marker }) => hasMarker(rest, marker))?.formats ?? [];
  const reading = firstOf([...WEBMAIL_FORMATS, ...family], rest, draft);
  if (reading.kind !== 'guess') return reading;
  const common = firstOf(COMMON_FORMATS, rest, reading.draft);
  if (common.kind !== 'guess') return common;
  const last = firstOf(SKIPPED_FORMATS, rest, common.draft);
  if (last.kind !== 'guess' || last.draft.helo !== '') return last;
  const first = /^([^ ]+)[^-A-Za-z0-9.]/.exec(rest)?.[1] ?? '';
  return { kind: 'guess', draft: { ...last.draft, helo: first } };
}

/** The first format that knows the text; a guess counts when none does. */
function firstOf(formats: readonly Format[], text: string, draft: Draft): Reading {
  let best = draft;
  for (const format of formats) {
    const reading = format.read(text, best);
    if (reading === undefined) continue;
    if (reading.kind !== 'guess') return reading;
    best = reading.draft;
  }
  return { kind: 'guess', draft: best };
}

/** A guess needs an address in brackets and the host that wrote it. */
function accept(text: string, { kind, draft }: { kind: 'relay' | 'guess'; draft: Draft }): Received {
  if (kind === 'relay') return { kind: 'relay', relay: toHandover(draft) };
  let { ip } = draft;
  if (ip === '') {
    for (const match of text.matchAll(BRACKETED_IP)) {
      ip = isIpAddress(match[1] ?? '') ? (match[1] ?? '') : '';
      if (ip !== '') break;
    }
  }
  return ip !== '' && draft.by !== ''
    ? { kind: 'relay', relay: toHandover({ ...draft, ip }) }
    : { kind: 'unparseable' };
}

function toHandover(draft: Draft): Handover {
  const ip = plainAddress(draft.ip);
  const name = draft.rdns.replace(/(?<!\.)\.+$/, '');
  const rdns = /^unknown$/i.test(name) || name.startsWith('[') ? '' : printable(name);
  return {
    ip,
    rdns,
    helo: printable(draft.helo),
    by: printable(draft.by.replace(/;$/, '')),
    ident: printable(draft.ident),
    id: draft.id,
    envelopeFrom: draft.envelopeFrom === undefined ? undefined : bareSender(draft.envelopeFrom),
    auth: draft.auth,
    noReverseDns: rdns === '' && draft.lookedUp,
    isPrivate: isPrivateAddress(ip),
  };
}

function plainAddress(ip: string): string {
  const bare = ip
    .replace(/^ipv6:/i, '')
    .replace(/^\[|\]$/g, '')
    .replace(/%[\w.~-]*$/, '');
  return printable(/^0*:0*:(?:0*:)*ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare);
}

/** Without angle brackets; what would break the relay string becomes `!`. */
export function bareSender(sender: string): string {
  return printable(sender.replace(/^ *<*/, '').replace(/(?<!>)>+ *$/, ''));
}

function printable(text: string): string {
  return text.replace(/[ \t\n\r\f\v\0#[\]()<>|]/g, '!');
}

function withoutTrailingSemicolons(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === ';') end -= text.charAt(end - 2) === ' ' ? 2 : 1;
  return text.slice(0, end);
}
