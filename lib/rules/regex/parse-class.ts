/**
 * Parses a bracketed class at `start` (the `[`) into the bytes it lists. A leading `]` is literal, as in Perl. What Perl only
 * warns of is an error, as it is to SpamAssassin, which makes such warnings fatal: `[:digit:]` outside of a class, and ranges
 * from or to a class (`[\w-z]`, `[a-\d]`).
 */
import { RegexError } from './ast.ts';
import type { ByteSet } from './ast.ts';
import { ESCAPE_SETS, POSIX_SETS, addRange, addSet, emptySet } from './byte-sets.ts';
import { readByteEscape } from './read-escape.ts';

export function parseClass(source: string, start: number): { members: ByteSet; end: number } {
  if (/^\[([:=.])\^?\w{1,20}\1\]/.test(source.slice(start, start + 30)))
    throw new RegexError('a POSIX class outside of brackets');
  const bytes = emptySet();
  let at = start + 1;
  const negated = source.charAt(at) === '^';
  if (negated) at += 1;
  let first = true;
  while (first || source.charAt(at) !== ']') {
    if (at >= source.length) throw new RegexError('unmatched [');
    first = false;
    const item = readItem(source, at);
    at = item.end;
    const isRange = source.charAt(at) === '-' && source.charAt(at + 1) !== ']' && at + 1 < source.length;
    const upper = isRange ? readItem(source, at + 1) : item;
    if (isRange && (item.set !== undefined || upper.set !== undefined))
      throw new RegexError('a range in a class from or to a class');
    if (item.set !== undefined) addSet(bytes, item.set, item.complement);
    else if (upper.set === undefined) {
      if (upper.code < item.code) throw new RegexError('range in a class runs backwards');
      addRange(bytes, item.code, upper.code);
    }
    at = upper.end;
  }
  return { members: { negated, bytes }, end: at + 1 };
}

type Item =
  | { readonly set: Uint8Array; readonly complement: boolean; readonly end: number }
  | { readonly set?: undefined; readonly code: number; readonly end: number };

function readItem(source: string, at: number): Item {
  const char = source.charAt(at);
  if (char === '[') {
    const posix = /^\[:(\^?)(\w+):\]/.exec(source.slice(at, at + 16));
    if (posix !== null) {
      const set = POSIX_SETS.get(posix[2] ?? '');
      if (set === undefined) throw new RegexError(`POSIX class ${posix[0]}`);
      return { set, complement: posix[1] === '^', end: at + posix[0].length };
    }
  }
  if (char === '\\') {
    const letter = source.charAt(at + 1);
    if (letter === 'b') return { code: 0x08, end: at + 2 };
    if (letter === 'N') {
      const code = /^\{U\+([0-9A-Fa-f]{1,8})\}/.exec(source.slice(at + 2, at + 16));
      if (code !== null) return { code: Number.parseInt(code[1] ?? '', 16), end: at + 2 + code[0].length };
    }
    const set = ESCAPE_SETS.get(letter.toLowerCase());
    if (set !== undefined) return { set, complement: letter !== letter.toLowerCase(), end: at + 2 };
    return readByteEscape(source, at);
  }
  const code = char.charCodeAt(0);

  return { code, end: at + 1 };
}
