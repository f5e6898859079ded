/**
 * A guess at the charset of text that is neither UTF-8 nor in the charset it declares, for 8-bit headers and for mail
 * without a charset. Answers as Mozilla's universal detector does, which SpamAssassin asks (Encode::Detect::Detector).
 *
 * Input: a byte string. Output: a charset name; undefined where nothing fits, and for Western text, which is decoded as
 * Windows-1252 without a guess. Linear time; never throws.
 */
import { isUtf8 } from 'node:buffer';
import { MULTI_BYTE_NAMES, multiByteConfidence } from './multi-byte.ts';
import { SINGLE_BYTE_CHARSETS, singleByteConfidence } from './single-byte.ts';
import { westernConfidence } from './western.ts';

/** Below it a guess is no better than none. */
const LEAST = 0.2;
const CERTAIN = 0.99;
const MANY_CHARACTERS = 6;
const BYTE_ORDER_MARKS: readonly (readonly [mark: string, charset: string])[] = [
  ['\xff\xfe\0\0', 'UTF-32LE'],
  ['\0\0\xfe\xff', 'UTF-32BE'],
  ['\xef\xbb\xbf', 'UTF-8'],
  ['\xfe\xff', 'UTF-16BE'],
  ['\xff\xfe', 'UTF-16LE'],
];

export function detectCharset(bytes: string): string | undefined {
  const marked = BYTE_ORDER_MARKS.find(([mark]) => bytes.startsWith(mark));
  if (marked !== undefined) return marked[1];
  let best: string | undefined;
  let most = LEAST;
  const offer = (name: string | undefined, confidence: number): void => {
    if (confidence <= most) return;
    most = confidence;
    best = name;
  };
  offer('UTF-8', utf8Confidence(bytes));
  const characters = highCharacters(bytes);
  for (const name of MULTI_BYTE_NAMES) offer(name, multiByteConfidence(name, characters));
  const words = wordsWithHighBytes(bytes);
  for (const charset of SINGLE_BYTE_CHARSETS) offer(charset.name, singleByteConfidence(charset, words));
  offer(undefined, westernConfidence(bytes));
  return best;
}

/** Whatever is UTF-8 is hardly anything else, the less so the more characters there are. */
function utf8Confidence(bytes: string): number {
  if (!isUtf8(Buffer.from(bytes, 'latin1'))) return 0;
  const characters = bytes.match(/[\xc0-\xff]/g)?.length ?? 0;
  return characters < MANY_CHARACTERS ? 1 - CERTAIN * 0.5 ** characters : CERTAIN;
}

/** Bytes above 7F, each run with the byte behind it, which may be half of a character. */
function highCharacters(bytes: string): Uint8Array {
  return Buffer.from((bytes.match(/[\x80-\xff]+[\x00-\x7f]?/g) ?? []).join(''), 'latin1');
}

/** Words of letters and bytes above 7F that are not all ASCII. */
function wordsWithHighBytes(bytes: string): Uint8Array {
  const words = bytes.match(/[A-Za-z\x80-\xff]+/g) ?? [];
  return Buffer.from(words.filter(word => /[\x80-\xff]/.test(word)).join(' '), 'latin1');
}
