/** Escapes that stand for one character (above FF none that a byte can be), inside and outside of classes: `\n \x41 \x{41} \033 \o{33} \cA \.` and so on. */
import { RegexError } from './ast.ts';

const CONTROL = new Map([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['f', 0x0c],
  ['e', 0x1b],
  ['a', 0x07],
]);

/** `at` is the backslash. */
export function readByteEscape(source: string, at: number): { code: number; end: number } {
  const letter = source.charAt(at + 1);
  const control = CONTROL.get(letter);
  if (control !== undefined) return { code: control, end: at + 2 };
  const rest = source.slice(at + 1, at + 24);
  const hex = /^x(?:\{\s*([0-9A-Fa-f]*)\s*\}|([0-9A-Fa-f]{0,2}))/.exec(rest);
  if (hex !== null)
    return { code: Number.parseInt(`0${hex[1] ?? hex[2] ?? ''}`, 16), end: at + 1 + hex[0].length };
  const octal = /^(?:o\{([0-7]+)\}|([0-7]{1,3}))/.exec(rest);
  if (octal !== null)
    return { code: Number.parseInt(octal[1] ?? octal[2] ?? '', 8), end: at + 1 + octal[0].length };
  if (letter === 'c' && rest.length > 1)
    return { code: rest.charAt(1).toUpperCase().charCodeAt(0) ^ 0x40, end: at + 3 };
  if (/[A-Za-z0-9]/.test(letter)) throw new RegexError(`escape \\${letter}`);
  if (letter === '') throw new RegexError('trailing \\');
  return { code: letter.charCodeAt(0), end: at + 2 };
}
