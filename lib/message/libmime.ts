/**
 * What mailsift uses of libmime (part of mailparser, which ships no types for it), loaded when first asked for: most
 * headers need no decoding, and its character set tables take time to load.
 */
import { createRequire } from 'node:module';

interface Libmime {
  /** RFC 2047. Throws for character sets it does not know. */
  decodeWords(text: string): string;
  /** RFC 2047, UTF-8, several words where one would be longer than `maxLength` characters. */
  encodeWord(text: string, encoding: 'Q' | 'B', maxLength: number): string;
  /** `value; name=value` with RFC 2231 continuations. */
  parseHeaderValue(text: string): { readonly params: Readonly<Record<string, string>> };
}

const require = createRequire(import.meta.url);

export function libmime(): Libmime {
  return require('libmime') as Libmime;
}
