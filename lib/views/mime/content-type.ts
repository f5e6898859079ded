/**
 * Content-Type and Content-Disposition as SpamAssassin reads them (spec 2.3), which is not RFC 2045: unknown text types
 * count as text/plain, odd characters are deleted, parameters are found anywhere in the value. Byte strings.
 */
export interface ContentType {
  /** Lower case; text/* other than html, calendar and x-vcard is text/plain. */
  readonly type: string;
  /** There was no value, or none with a type. */
  readonly isMissing: boolean;
  readonly boundary: string | undefined;
  readonly charset: string | undefined;
  readonly name: string | undefined;
}

const KEPT_TEXT_TYPES = new Set(['text/html', 'text/plain', 'text/calendar', 'text/x-vcard']);

export function parseContentType(value: string | undefined): ContentType {
  const isThere = isTrue(value);
  const text = isThere ? value : DEFAULT_VALUE;
  const type = mediaType(text);
  return {
    type: type ?? 'text/plain',
    isMissing: type === undefined || !isThere,
    boundary: boundaryOf(text),
    charset: untilSemicolon(text, CHARSET)[0]?.text.toLowerCase(),
    name: typeName(text),
  };
}

/** The first word, or what stands in front of a second slash; there need not be any slash. */
function mediaType(value: string): string | undefined {
  const first = value.replace(/;.*$/s, '').replace(/^[\t-\r ]+/, '');
  const word = lowerAscii(/^[^/]+(?:\/[^/\t-\r ]*)?/.exec(first)?.[0] ?? first);
  if (!isTrue(word)) return undefined;
  if (/^text\b/.test(word) && !KEPT_TEXT_TYPES.has(word)) return 'text/plain';
  return word.replace(/[\x00-\x20"(),:-@[\\\]\x7f-\xff]+/g, '');
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase());
}

/** The first `boundary=` with a value: in quotes up to the next one, or a word that no quote cuts short. */
function boundaryOf(value: string): string | undefined {
  let triedUntil = 0;
  for (const match of value.matchAll(BOUNDARY)) {
    const start = match.index + match[0].length;
    if (start < triedUntil) continue;
    const quoted = value.charAt(start) === '"';
    const end = quoted ? indexOrEnd(value, '"', start + 1) : wordEnd(value, start);
    if (quoted && end > start + 1) return value.slice(start + 1, end);
    if (!quoted && end > start && value.charAt(end) !== '"') return value.slice(start, end);
    triedUntil = end;
  }
  return undefined;
}

function indexOrEnd(text: string, char: string, from: number): number {
  const at = text.indexOf(char, from);
  return at < 0 ? text.length : at;
}

function wordEnd(text: string, from: number): number {
  const stop = /[\t-\r ";]|$/g;
  stop.lastIndex = from;
  return stop.exec(text)?.index ?? text.length;
}

/** Of Content-Disposition: everything up to a quote or `;`. RFC 2231 forms (`filename*=`) do not count. */
export function dispositionName(value: string): string | undefined {
  return /name=[\t-\r ]*"?([^";]+)/i.exec(value)?.[1];
}

const DEFAULT_VALUE = 'text/plain; charset=us-ascii';
const BOUNDARY = /\bboundary[\t-\r ]*=[\t-\r ]*/gi;
const CHARSET = /\bcharset[\t-\r ]*=[\t-\r ]*["']?/gi;
const NAME = /\b(?:file)?name[\t-\r ]*=[\t-\r ]*["']?/gi;
const CONTINUED_NAME = /\b(?:file)?name\*(\d{1,3})[\t-\r ]*=[\t-\r ]*["']?/gi;

/** `name=` or `filename=` of Content-Type, else its RFC 2231 continuations joined. */
function typeName(value: string): string | undefined {
  const name = untilSemicolon(value, NAME)[0]?.text;
  if (isTrue(name)) return name;
  if (!/\b(?:file)?name\*0[\t-\r ]*=/i.test(value)) return undefined;
  const pieces: string[] = [];
  for (const { match, text } of untilSemicolon(value, CONTINUED_NAME)) pieces[Number(match[1])] = text;
  const joined = pieces.join('');
  return isTrue(joined) ? joined : undefined;
}

/** What stands behind each match, up to `;` or the end and without a quote there; it lies in one line. */
function untilSemicolon(value: string, key: RegExp): readonly { match: RegExpExecArray; text: string }[] {
  const found: { match: RegExpExecArray; text: string }[] = [];
  const end = value.endsWith('\n') ? value.length - 1 : value.length;
  let next = 0;
  let semicolon = value.indexOf(';');
  for (const match of value.matchAll(key)) {
    if (match.index < next) continue;
    const start = match.index + match[0].length;
    if (semicolon >= 0 && semicolon < start) semicolon = value.indexOf(';', start);
    const stop = semicolon < 0 ? Math.max(start, end) : semicolon;
    const text = value.slice(start, stop);
    const newline = text.indexOf('\n');
    if (newline < 0) found.push({ match, text: text.replace(/["']$/, '') });
    next = newline < 0 ? stop + 1 : start + newline + 1;
  }
  return found;
}

/** In Perl a lone 0 is false as well as nothing. */
function isTrue(text: string | undefined): text is string {
  return text !== undefined && text !== '' && text !== '0';
}
