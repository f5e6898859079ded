/**
 * SpamAssassin's tolerant reading of address lists (spec 2.9): what `:addr` and `:name` give. Byte strings. Entries are read
 * from the front; the first that is none ends the reading. Nothing is an error. The work is bounded: an entry whose end
 * takes more than MAX_ATTEMPTS guesses is none.
 */
import { toAce } from '../uri/ace.ts';
import { isWellFormedName } from '../uri/domains.ts';

export interface ParsedAddress {
  /** undefined: the entry has none, or none that is valid. */
  readonly address: string | undefined;
  /** The phrase, or else the comment behind the address; unquoted, not decoded. */
  readonly name: string | undefined;
}

interface Entry {
  readonly phrase: string | undefined;
  /** What stood in angle brackets, or a bare address. */
  readonly address: string | undefined;
  readonly isBracketed: boolean;
  readonly comment: string | undefined;
  readonly end: number;
}

interface Tail {
  readonly comment: string | undefined;
  readonly end: number;
}

const MAX_ATTEMPTS = 200;
const QUOTED = '"(?:|(?:[^"\\\\]|\\\\[^])*)"';
const MAILBOX = `(?:${QUOTED}|[^@ \\t\\n\\r\\f\\v<>()[\\],:;]+)@(?:[^" \\t\\n\\r\\f\\v<>()[\\],:;]+|\\[[\\d:.]+\\])`;
const MAILBOX_ONLY = new RegExp(`^${MAILBOX}\\n?$`);
const MAILBOX_HERE = new RegExp(MAILBOX, 'y');
const MAILBOX_IN_BRACKETS = new RegExp(`<(${MAILBOX})>`, 'g');
const QUOTED_HERE = new RegExp(QUOTED, 'y');
const UNQUOTED_HERE = /[^",;<]+/y;
const COMMENT_HERE = /\(((?:[^()\\]|\\[^])*)\)/y;
const COMMENTS = /\((?:[^()\\]|\\[^])*\)/g;
const GROUP_NAME = /^[^"()<>]+:[ \t\n\r\f\v]*/;

export function parseAddresses(value: string): readonly ParsedAddress[] {
  const text = withoutGroupName(trimEnd(value).replaceAll('\\\\', ''));
  const found: ParsedAddress[] = [];
  let at = 0;
  while (at < text.length) {
    const entry = readEntry(text, at);
    if (entry === undefined) break;
    found.push(toAddress(entry));
    at = entry.end;
  }
  if (text.includes('@', at)) {
    for (const [, address = ''] of text.slice(at).matchAll(MAILBOX_IN_BRACKETS)) {
      if (hasValidQuotes(address)) found.push({ address: upToSecondAt(address), name: undefined });
    }
  }
  return found;
}

function isBlank(char: string): boolean {
  return char !== '' && ' \t\n\r\f\v'.includes(char);
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function pastBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charAt(at))) at += 1;
  return at;
}

/** `friends: a@example.org, b@example.org;`. */
function withoutGroupName(text: string): string {
  const name = GROUP_NAME.exec(text);
  if (name === null) return text;
  const members = text.slice(name[0].length);
  return members.startsWith(';') ? '' : members;
}

function readEntry(text: string, from: number): Entry | undefined {
  const start = pastBlanks(text, from);
  const ends = phraseEnds(text, start);
  const phraseEnd = ends.at(-1) ?? start;
  if (text.charAt(phraseEnd) === '<') {
    const entry = readBracketed(text, phraseEnd);
    if (entry !== undefined)
      return { ...entry, phrase: phraseEnd > start ? text.slice(start, phraseEnd) : undefined };
  }
  return readBareAddress(text, start) ?? readPhrase(text, start, ends) ?? readBlank(text, from, start);
}

/** Nothing but blanks in front of a separator is a name of one blank. */
function readBlank(text: string, from: number, start: number): Entry | undefined {
  const end = start > from && start < text.length ? separatorEnd(text, start) : undefined;
  if (end === undefined) return undefined;
  return {
    phrase: text.slice(start - 1, start),
    address: undefined,
    isBracketed: false,
    comment: undefined,
    end,
  };
}

/** Where the quoted and unquoted pieces of a phrase end. */
function phraseEnds(text: string, start: number): readonly number[] {
  const ends: number[] = [];
  let at = start;
  for (;;) {
    const piece = text.charAt(at) === '"' ? QUOTED_HERE : UNQUOTED_HERE;
    piece.lastIndex = at;
    if (!piece.test(text)) return ends;
    at = piece.lastIndex;
    ends.push(at);
  }
}

/** The longest content without blanks behind its `@` whose end is the end of an entry; `<>` is empty. */
function readBracketed(text: string, open: number): Omit<Entry, 'phrase'> | undefined {
  const start = pastBlanks(text, open + 1);
  const attempts = { left: MAX_ATTEMPTS };
  const close = text.slice(start).search(/[>@]/) + start;
  if (close < start) return undefined;
  for (const end of contentEnds(text, start, close)) {
    const tail = tailBehind(text, pastBlanks(text, end) + 1, attempts);
    if (tail !== undefined) return { address: text.slice(start, end), isBracketed: true, ...tail };
    if (attempts.left <= 0) return undefined;
  }
  return undefined;
}

function* contentEnds(text: string, start: number, close: number): Generator<number> {
  yield* runEnds(text, close);
  if (text.charAt(close) !== '>') return;
  let end = close;
  while (end > start && isBlank(text.charAt(end - 1))) end -= 1;
  yield end;
}

/** Ends behind `from`, the last first, of text without blanks that `>` follows. */
function* runEnds(text: string, from: number): Generator<number> {
  let runEnd = from;
  while (runEnd < text.length && !isBlank(text.charAt(runEnd))) runEnd += 1;
  if (runEnd > from && text.charAt(pastBlanks(text, runEnd)) === '>') yield runEnd;
  for (let end = text.lastIndexOf('>', runEnd - 1); end > from; end = text.lastIndexOf('>', end - 1))
    yield end;
}

/** The same of what is repeated in brackets: a quoted string may stand in front, blanks and all. */
function* repeatedEnds(text: string, start: number): Generator<number> {
  QUOTED_HERE.lastIndex = start;
  if (QUOTED_HERE.test(text)) yield* runEnds(text, QUOTED_HERE.lastIndex);
  yield* contentEnds(text, start, start);
}

/** What may follow an address: more of the same in brackets, a comment, and then `,`, `;` or the end. */
function tailBehind(text: string, from: number, attempts: { left: number }): Tail | undefined {
  attempts.left -= 1;
  if (attempts.left <= 0) return undefined;
  const again = pastBlanks(text, from);
  if (text.charAt(again) === '<') {
    const start = pastBlanks(text, again + 1);
    for (const end of repeatedEnds(text, start)) {
      const tail = tailBehind(text, pastBlanks(text, end) + 1, attempts);
      if (tail !== undefined) return tail;
      if (attempts.left <= 0) return undefined;
    }
    return undefined;
  }
  return endOfEntry(text, from);
}

function endOfEntry(text: string, from: number): Tail | undefined {
  const at = pastBlanks(text, from);
  COMMENT_HERE.lastIndex = at;
  const comment = COMMENT_HERE.exec(text);
  if (comment !== null) {
    const end = separatorEnd(text, COMMENT_HERE.lastIndex);
    if (end !== undefined) return { comment: comment[1], end };
  }
  const end = separatorEnd(text, at);
  return end === undefined ? undefined : { comment: undefined, end };
}

function separatorEnd(text: string, from: number): number | undefined {
  const at = pastBlanks(text, from);
  if (at >= text.length) return at;
  return ',;'.includes(text.charAt(at)) ? at + 1 : undefined;
}

function readBareAddress(text: string, start: number): Entry | undefined {
  MAILBOX_HERE.lastIndex = start;
  const address = MAILBOX_HERE.exec(text)?.[0];
  const tail = address === undefined ? undefined : endOfEntry(text, start + address.length);
  return tail === undefined ? undefined : { phrase: undefined, address, isBracketed: false, ...tail };
}

function readPhrase(text: string, start: number, ends: readonly number[]): Entry | undefined {
  for (const phraseEnd of ends.slice(-MAX_ATTEMPTS).reverse()) {
    const tail = endOfEntry(text, phraseEnd);
    if (tail !== undefined)
      return { phrase: text.slice(start, phraseEnd), address: undefined, isBracketed: false, ...tail };
  }
  return undefined;
}

function toAddress(entry: Entry): ParsedAddress {
  let address = validAddress(entry);
  let name = entry.phrase === undefined ? undefined : unquote(entry.phrase);
  if (name !== undefined && address === undefined && isAddressInPhrase(name)) {
    address = name;
    name = undefined;
  } else if (name === '' || name === address) {
    name = undefined;
  }
  return {
    address: address === undefined ? undefined : upToSecondAt(address),
    name: name ?? entry.comment,
  };
}

function validAddress({ address, isBracketed }: Entry): string | undefined {
  if (address === undefined) return undefined;
  const plain = isBracketed ? address.replace(COMMENTS, '') : address;
  return (!isBracketed || MAILBOX_ONLY.test(plain)) && hasValidQuotes(plain) ? plain : undefined;
}

function isAddressInPhrase(text: string): boolean {
  return (
    MAILBOX_ONLY.test(text) &&
    hasValidQuotes(text) &&
    isWellFormedName(toAce(/@([^@]*)/.exec(text)?.[1] ?? ''))
  );
}

function hasValidQuotes(address: string): boolean {
  return !address.startsWith('""@') && address.split('"').length !== 2;
}

function upToSecondAt(address: string): string {
  return /^[^@]*@[^@]*/.exec(address)?.[0] ?? address;
}

/** Quoted pieces without quotes and escapes, the others without comments. */
function unquote(phrase: string): string {
  let name = '';
  for (const [piece] of phrase.matchAll(new RegExp(`${QUOTED}|[^"]+`, 'g'))) {
    name += piece.startsWith('"')
      ? piece
          .slice(1, -1)
          .replace(/\\(?!\\)/g, '')
          .replaceAll('\\\\', '\\')
      : piece.replace(COMMENTS, '');
  }
  return name;
}
