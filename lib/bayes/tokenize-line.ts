/**
 * One line of text to pieces and each of these to tokens, as SpamAssassin cuts them (Plugin/Bayes.pm; spec 5.2). Byte strings
 * in and out.
 *
 * The kind of text decides how a word is taken apart. In headers words stay as they are, in bodies and URIs capitals at the
 * beginning of a sentence are lowered, addresses and host names are listed with their domains, and words are given without
 * punctuation and in small letters too. Words of more than maxLength bytes are cut, except those of URIs. Linear in the
 * length of the line, but for the domains of a name, of which there are as many as it has dots.
 */
export type TextKind = 'header' | 'body' | 'uri';

export interface WordSettings {
  /** In bytes. */
  readonly maxLength: number;
  /** Words that tell nothing. */
  readonly isStopWord: (word: string) => boolean;
}

/** Shorter words give none. */
export const MIN_LENGTH = 3;
/** Of a long word this many characters stay. */
const KEPT_CHARS = 7;
/** What a token may consist of: some ASCII, characters in UTF-8, and single bytes of the upper half. */
const KEPT =
  /([A-Za-z0-9,@*!_'"$. -]+|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\xa1-\xff])|[^]/g;
const NOT_KEPT_ASCII = /[^A-Za-z0-9,@*!_'"$. -]+/g;
const SENTENCE_START = /(?:^|\. +)([A-Z])([^A-Z]+)(?: |$)/g;
const WIDE_CHARACTER = /(?:[\xe0-\xef]|[\xf0-\xf4][\x80-\xbf])[\x80-\xbf]{2}/g;
const TRIMMED = `-'".,`;

/** The tokens of one piece; one may come twice. */
export function pieceTokens(
  piece: string,
  prefix: string,
  kind: TextKind,
  { maxLength, isStopWord }: WordSettings,
): string[] {
  const tokens: string[] = [];
  const word = trimmed(piece);
  if (word.length < MIN_LENGTH || isStopWord(word)) return tokens;
  if (kind !== 'header') addDomains(word, tokens);
  const isLong = word.length > maxLength && !word.includes('*');
  const wide = isLong && /[\x80-\xbf]{2}/.test(word) ? word.match(WIDE_CHARACTER) : null;
  if (wide !== null) {
    for (const character of wide) tokens.push(`${prefix}u8:${character}`);
    return tokens;
  }
  const token = isLong && kind !== 'uri' ? shortened(word) : word;
  if (kind !== 'header') addForms(token, prefix, tokens);
  tokens.push(prefix + token);
  return tokens;
}

/** Only words and spaces: what stands between these are the pieces. */
export function cleaned(line: string, kind: TextKind): string {
  let text = /[\x80-\xff]/.test(line)
    ? line.replace(KEPT, (_, kept: string | undefined) => kept ?? ' ')
    : line.replace(NOT_KEPT_ASCII, ' ');
  if (text.includes('..')) text = text.replace(/(\w)(\.{3,6})(\w)/g, '$1 $2 $3');
  if (text.includes('--')) text = text.replace(/(\w)(-{2,6})(\w)/g, '$1 $2 $3');
  if (kind === 'header') return text;
  return text.replace(
    SENTENCE_START,
    (_, capital: string, rest: string) => ` ${capital.toLowerCase()}${rest} `,
  );
}

function trimmed(word: string): string {
  let start = 0;
  let end = word.length;
  while (start < end && TRIMMED.includes(word.charAt(start))) start += 1;
  while (end > start && TRIMMED.includes(word.charAt(end - 1))) end -= 1;
  return word.slice(start, end);
}

function addDomains(word: string, tokens: string[]): void {
  if (word.includes('@') && /.@./.test(word)) {
    tokens.push(...addressTokens(word));
  } else if (word.includes('.') && /.\.[a-z]/i.test(word)) {
    tokens.push(`UD:${word}`);
    for (const domain of parentDomains(word)) tokens.push(`UD:${domain}`);
  }
}

/** `U*local`, `D*domain` and each domain above it. */
export function addressTokens(address: string): string[] {
  const at = address.lastIndexOf('@', address.length - 2);
  if (at < 1) return [];
  const domain = address.slice(at + 1);
  return [`U*${address.slice(0, at)}`, ...[domain, ...parentDomains(domain)].map(one => `D*${one}`)];
}

/** What stands behind each dot that has something in front and behind. */
function parentDomains(name: string): string[] {
  const domains: string[] = [];
  let rest = name;
  for (let dot = rest.indexOf('.'); dot > 0 && dot < rest.length - 1; dot = rest.indexOf('.')) {
    rest = rest.slice(dot + 1);
    domains.push(rest);
  }
  return domains;
}

/** Without punctuation, in small letters, and both. */
function addForms(token: string, prefix: string, tokens: string[]): void {
  if (!/[^a-z0-9_:*]/.test(token)) return;
  const hasPunctuation = /[^\w:*]/.test(token);
  if (hasPunctuation) tokens.push(prefix + token.replace(/[^\w:*]/g, ''));
  if (!/[A-Z]/.test(token)) return;
  const lower = token.replace(/[A-Z]+/g, letters => letters.toLowerCase());
  tokens.push(prefix + lower);
  if (hasPunctuation) tokens.push(prefix + lower.replace(/[^\w:*]/g, ''));
}

const NEXT_CHARACTER =
  /[\x00-\x7f\xf5-\xff]|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[^]/y;

/** The first characters of a word that has at least two bytes more. */
function shortened(word: string): string {
  let end = 0;
  for (let chars = 0; chars < KEPT_CHARS; chars += 1) {
    NEXT_CHARACTER.lastIndex = end;
    if (!NEXT_CHARACTER.test(word)) return word;
    end = NEXT_CHARACTER.lastIndex;
  }
  return word.length - end >= 2 ? `sk:${word.slice(0, end)}` : word;
}
