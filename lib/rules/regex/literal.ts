/**
 * Reads a regex literal as rules write it (spec 1.4): `/.../flags`, `m{...}flags`, `m(...)`, `m<...>`, `m[...]`, `m!...!`,
 * `qr...`. An unescaped delimiter inside, the flags e, g and o, and code blocks are errors.
 */
import { RegexError } from './ast.ts';

export interface RegexLiteral {
  readonly source: string;
  readonly flags: string;
}

const CLOSING = new Map([
  ['{', '}'],
  ['(', ')'],
  ['<', '>'],
  ['[', ']'],
]);

export function readRegexLiteral(text: string): RegexLiteral {
  const opening = /^(?:m|qr)([^\w\s])|^(\/)/.exec(text);
  const open = opening?.[1] ?? opening?.[2];
  if (opening === null || open === undefined) throw new RegexError('regular expression without delimiters');
  const close = CLOSING.get(open) ?? open;
  const end = text.lastIndexOf(close);
  if (end < opening[0].length) throw new RegexError(`regular expression without its closing ${close}`);
  const flags = text.slice(end + 1);
  if (!/^[a-df-z]*$/.test(flags)) throw new RegexError(`regex flags ${JSON.stringify(flags)}`);
  const unknown = flags.replace(/[imsxaunpl]/g, '');
  if (unknown !== '') throw new RegexError(`regex flag ${unknown}`);
  const source = text.slice(opening[0].length, end);
  if (/\(\?\??\{/.test(source)) throw new RegexError('code block in a regular expression');
  if (close === open && hasUnescaped(source, close))
    throw new RegexError(`delimiter ${close} inside without a backslash`);
  return { source: close === open ? unescapeDelimiter(source, close) : source, flags };
}

function hasUnescaped(source: string, delimiter: string): boolean {
  for (let at = 0; at < source.length; at += 1) {
    if (source.charAt(at) === '\\') at += 1;
    else if (source.charAt(at) === delimiter) return true;
  }
  return false;
}

/** `\!` within `m!...!` is `!`; for delimiters with a meaning of their own the backslash stays. */
function unescapeDelimiter(source: string, delimiter: string): string {
  return '^$.|?*+()[]{}\\'.includes(delimiter) ? source : source.replaceAll(`\\${delimiter}`, delimiter);
}
