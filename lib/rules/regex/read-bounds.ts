/** Reads a quantifier, without its `?` or `+`: `* + ? {2} {2,} {,2} {2,3}`. What only looks like one stands for itself. */
import { RegexError } from './ast.ts';

export interface Bounds {
  readonly min: number;
  /** Infinity: any number. */
  readonly max: number;
  /** Behind it. */
  readonly end: number;
}

export function readBounds(source: string, at: number): Bounds | undefined {
  switch (source.charAt(at)) {
    case '*':
      return { min: 0, max: Infinity, end: at + 1 };
    case '+':
      return { min: 1, max: Infinity, end: at + 1 };
    case '?':
      return { min: 0, max: 1, end: at + 1 };
    case '{': {
      const match = /^\{\s*(?:(\d+)\s*(?:(,)\s*(\d*))?|,\s*(\d+))\s*\}/.exec(source.slice(at, at + 40));
      if (match === null) return undefined;
      const [text, least, comma, most, only] = match;
      const min = only === undefined ? Number(least) : 0;
      if (only !== undefined) return checked(min, Number(only), at + text.length);
      if (comma === undefined) return checked(min, min, at + text.length);
      return checked(min, most === undefined || most === '' ? Infinity : Number(most), at + text.length);
    }
    default:
      return undefined;
  }
}

function checked(min: number, max: number, end: number): Bounds {
  if (max < min) throw new RegexError(`quantifier {${min},${max}} can never match`);
  if (min > 65_534 || (max !== Infinity && max > 65_534)) throw new RegexError('quantifier above 65534');
  return { min, max, end };
}
