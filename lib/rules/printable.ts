/** Matched bytes as Unicode for people: on one line, at most 100 characters, nothing that steers a terminal. */
import { fromUtf8Bytes } from '../views/bytes.ts';

const MAX_CHARS = 100;

export function printable(bytes: string): string {
  const text = fromUtf8Bytes(bytes.slice(0, 4 * MAX_CHARS))
    .slice(0, MAX_CHARS)
    .replace(/[\ud800-\udbff]$/, '');
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
