/**
 * Finds URIs and mail addresses in rendered text, as SpamAssassin does after Thunderbird's manner (spec 2.11):
 * `http://`, `ftp://`, `www.`, `ftp.`; `mailto:` and addresses; bare host names with a known TLD. Byte strings.
 * Every alternative is bounded, so that time is linear in the text.
 */
import type { UriSettings } from './canonicalise.ts';
import { evenOutPercent } from './percent.ts';

export interface TextUri {
  /** With a scheme. */
  readonly uri: string;
  /** `parsed`, `schemeless`, `unlinked`: SpamAssassin's types. */
  readonly types: readonly string[];
}

const SPACE = String.raw`\t-\r \xa0`;
const START = '><"\'`,{[(|' + String.raw`${SPACE}\x1b`;
const END = '><"`}{|' + String.raw`\]\[${SPACE}\x1b`;
const MAIL_END = `${END},('\\x80-\\xff`;
const BARE_START = String.raw`!"#$&'()*+,/:;<=>?@\[\\\]^\x60{|}~\t-\r \x1b\xa0`;
const KNOWN = `(?:(?:https?|ftp)://|(?:www\\d{0,2}|ftp)\\.)[^${END}]{1,2048}`;
const MAIL = `mailto:[^${MAIL_END}]{1,2048}|[^${MAIL_END}@]{1,251}@[^${MAIL_END}]{1,251}`;
const HOST = String.raw`[a-z\d][a-z\d._-]{0,251}\.[a-z\d-]{1,63}`;
const BARE = String.raw`(${HOST})(?![a-z\d-]|\.[a-z\d])\.?(?::\d{1,5})?(?:/[^${END}]{1,2048})?`;
const FINDER = new RegExp(
  String.raw`(?:\b|(?<=\x1b\(.)|(?<=[${START}]))` +
    `(?:(${KNOWN})(?=[${END}]|$)|(${MAIL})(?=[${MAIL_END}]|$)|(?<=^|[${BARE_START}])(${BARE})(?=[${END}]|$))`,
  'gi',
);

/** What each of them has, in one run of characters that do not end it. */
const MARK = new RegExp(`[@:]|\\.[^${END}]`, 'g');
const ENDING = new RegExp(`[${END}]`, 'g');
const ENDINGS: ReadonlySet<string> = new Set('><"`}{|][\t\n\v\f\r \xa0\x1b');

export function findUrisInText(text: string, settings: UriSettings): readonly TextUri[] {
  const found: TextUri[] = [];
  MARK.lastIndex = 0;
  for (let mark = MARK.exec(text); mark !== null; mark = MARK.exec(text)) {
    const end = endBehind(text, mark.index);
    // Whether one begins there depends on the character in front of the run, too.
    const start = Math.max(0, startBefore(text, mark.index) - 1);
    findInRun(text.slice(start, end + 1), settings, found);
    MARK.lastIndex = end;
  }
  return found;
}

function endBehind(text: string, at: number): number {
  ENDING.lastIndex = at;
  return ENDING.exec(text)?.index ?? text.length;
}

function startBefore(text: string, at: number): number {
  let start = at;
  while (start > 0 && !ENDINGS.has(text.charAt(start - 1))) start -= 1;
  return start;
}

function findInRun(text: string, settings: UriSettings, found: TextUri[]): void {
  FINDER.lastIndex = 0;
  for (let match = FINDER.exec(text); match !== null; match = FINDER.exec(text)) {
    const [, known, mail, bare, host = ''] = match;
    if (bare !== undefined && !isListed(host, settings)) {
      FINDER.lastIndex = match.index + host.length;
      continue;
    }
    const uri = trimTail(known ?? mail ?? bare ?? '');
    if (mail !== undefined && !uri.includes('@')) continue;
    if (bare !== undefined && !settings.domains.isValidHost(host)) continue;
    const one = finish(uri, settings);
    if (one !== undefined) found.push(one);
  }
}

function isListed(host: string, { domains }: UriSettings): boolean {
  return domains.isKnownTld(host.slice(host.lastIndexOf('.') + 1));
}

/** Cuts at a closing parenthesis that was not opened, and drops punctuation at the end. */
function trimTail(uri: string): string {
  const close = uri.indexOf(')');
  const open = uri.indexOf('(');
  let end = close >= 0 && (open < 0 || open > close) ? close : uri.length;
  while (end > 0 && "-~!@#^&*()_+=:;'?,.".includes(uri.charAt(end - 1))) end -= 1;
  return uri.slice(0, end);
}

function finish(raw: string, { domains }: UriSettings): TextUri | undefined {
  if (/^[cm]id:/i.test(raw) || /^\w+:\/{0,2}$/.test(raw)) return undefined;
  const complete = withScheme(raw);
  if (complete === undefined || !/^mailto:/i.test(complete.uri)) return complete;
  const uri = /%[0-9a-f]{2}/i.test(complete.uri) ? evenOutPercent(complete.uri) : complete.uri;
  const host = (/@([^?&>]*)/.exec(uri)?.[1] ?? '').replace(/(?:%20)+$/, '');
  const dot = host.lastIndexOf('.');
  return dot >= 0 && !/[\t-\r ]/.test(host) && domains.isKnownTld(host.slice(dot + 1))
    ? { uri, types: complete.types }
    : undefined;
}

function withScheme(raw: string): TextUri | undefined {
  const types = ['parsed', 'schemeless'];
  if (/^(?:https?|ftp|mailto):/i.test(raw)) return { uri: raw, types: ['parsed'] };
  if (/^ftp\./i.test(raw)) return { uri: `ftp://${raw}`, types };
  if (/^www\d{0,2}\./i.test(raw) || /\/.+@/.test(raw)) return { uri: `http://${raw}`, types };
  if (raw.includes('@')) {
    if (!/@.+?\./.test(raw) || raw.includes('&nbsp;')) return undefined;
    return { uri: `mailto:${raw.replace(/^(?:skype|e?-?mail)?:+/i, '')}`, types };
  }
  return raw.includes('.') ? { uri: `http://${raw}`, types: [...types, 'unlinked'] } : undefined;
}
