/**
 * Charset normalisation (SpamAssassin's normalize_charset 1; spec 2.5): byte string plus declared charset to Unicode. Tried
 * in this order: UTF-8 whatever is declared, the declared charset, Windows-1252 where all bytes are its letters and quotes,
 * the charset that the bytes look like, Windows-1252. Never throws; linear time.
 */
import { isUtf8 } from 'node:buffer';
import { createRequire } from 'node:module';
import { hasNonAscii } from './bytes.ts';
import { decodeAs } from './charset/decode-as.ts';
import type * as detect from './charset/detect.ts';
import { encodingNamed } from './charset/encoding-names.ts';
import { utf16Order } from './charset/utf16-order.ts';

const require = createRequire(import.meta.url);

/** Unicode code points of bytes 80 to 9F in Windows-1252; 0 where the charset has none. */
const CP1252_C1: readonly number[] = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
  0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0, 0x017e, 0x0178,
];
const CP1252_UNASSIGNED = /[\x81\x8d\x8f\x90\x9d]/;
/** Letters with accents, quotes, dashes, no-break space: text in a Western language without oddities. */
const WESTERN = /^[\x00-\x7f\xa0\xa9\xad\x82\x84\x85\x91-\x97\x99\xc0-\xd6\xd8-\xde\xe0-\xf6\xf8-\xfe]*$/;
const ASCII_NAME = /^(?:us-)?ascii$/i;
const ASCII_SUPERSET =
  /^(?:(?:us-)?ascii|ansi[_ ]?x3\.4-(?:1986|1968)|iso646-us|iso[ -]?8859(?:-\d{1,2})?|windows-\d{4}|utf-?8|(?:koi8|euc)-[a-z]{1,2}|big5|gbk|gb[ -]?18030(?:-20\d\d)?)$/i;
const LATIN1 = /^(?:iso-?8859-1|windows-1252|cp1252)$/i;
const UTF16 = /^utf[ -]?16/i;

export interface CharsetOptions {
  readonly declaredOnly?: boolean;
  /** False: SpamAssassin's normalize_charset 0. */
  readonly normalize?: boolean;
}

/**
 * Unicode text. With `declaredOnly` (RFC 2047 words) the declared charset is obeyed even where the bytes are UTF-8, and
 * what it cannot hold becomes U+FFFD.
 */
export function decodeCharset(
  bytes: string,
  declared: string | undefined,
  { declaredOnly = false, normalize = true }: CharsetOptions = {},
): string {
  const charset = declared === undefined || declared === '' ? 'us-ascii' : declared;
  const eightBit = hasNonAscii(bytes);
  if (!eightBit && ASCII_SUPERSET.test(charset)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  if (!normalize) return isUtf8Text(buffer, charset) ? buffer.toString('utf8') : bytes;
  if (eightBit && !declaredOnly && isUtf8(buffer)) return buffer.toString('utf8');
  const text = decodeDeclared(buffer, bytes, charset, !declaredOnly);
  if (text !== undefined) return text;
  if (!eightBit) return bytes;
  return (WESTERN.test(bytes) ? undefined : decodeDetected(buffer, bytes, charset)) ?? decodeCp1252(bytes);
}

function decodeDeclared(buffer: Buffer, bytes: string, charset: string, strict: boolean): string | undefined {
  if (strict && ASCII_NAME.test(charset)) return undefined;
  if (LATIN1.test(charset)) return strict && CP1252_UNASSIGNED.test(bytes) ? undefined : decodeCp1252(bytes);
  // The byte order must be told, even where the charset is obeyed otherwise. SpamAssassin leaves words in UTF-16 as they are.
  if (UTF16.test(charset)) {
    const order = utf16Order(buffer);
    const text = order === undefined ? undefined : decodeAs(buffer, order, true);
    return text === undefined || strict ? text : bytes;
  }
  const name = encodingNamed(charset);
  return name === undefined ? undefined : decodeAs(buffer, name, strict);
}

function decodeDetected(buffer: Buffer, bytes: string, declared: string): string | undefined {
  // Its tables are read for the few messages that need them.
  const { detectCharset } = require('./charset/detect.ts') as typeof detect;
  const detected = detectCharset(bytes);
  if (detected === undefined || detected.toLowerCase() === declared.toLowerCase()) return undefined;
  const name = encodingNamed(detected);
  return name === undefined ? undefined : decodeAs(buffer, name, true);
}

function decodeCp1252(bytes: string): string {
  return bytes.replace(/[\x80-\x9f]/g, byte => {
    const code = CP1252_C1[byte.charCodeAt(0) - 0x80] ?? 0;
    return code === 0 ? '\ufffd' : String.fromCharCode(code);
  });
}

/** Without normalisation the only text that is decoded: declared as ASCII or UTF-8, and UTF-8 it is. */
function isUtf8Text(buffer: Buffer, charset: string): boolean {
  return /^(?:us-ascii|utf-8)$/i.test(charset) && isUtf8(buffer);
}
