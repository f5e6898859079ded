/** The flags that change what a regex means (i m s x), and how `(?i-s:...)` and `(?^...)` change them. */
import { RegexError } from './ast.ts';

export interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
  x: boolean;
}

export function changeFlags(flags: Flags, on: string, off: string): Flags {
  const changed = on.startsWith('^') ? { i: false, m: false, s: false, x: false } : { ...flags };
  const set = (letters: string, value: boolean): void => {
    for (const letter of letters.replace('^', '')) {
      if (letter === 'i' || letter === 'm' || letter === 's' || letter === 'x') changed[letter] = value;
      else if (!'aup'.includes(letter)) throw new RegexError(`inline flag ${letter}`);
    }
  };
  set(on, true);
  set(off, false);
  return changed;
}
