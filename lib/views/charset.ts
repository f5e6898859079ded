/**
 * Charset normalisation (SpamAssassin's normalize_charset 1; spec 2.5): byte string plus declared charset to Unicode.
 * UTF-8 is tried first whatever is declared, then the declared charset strictly, then Windows-1252. SpamAssassin's
 * statistical detector is not here. Never throws. iconv-lite is loaded only for charsets that Node cannot decode.
 */
import { createRequire } from 'node:module';
import { isUtf8 } from 'node:buffer';
import { hasNonAscii } from './bytes.ts';

/** Unicode code points of bytes 80 to 9F in Windows-1252; 0 where the charset has none. */
const CP1252_C1: readonly number[] = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
  0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0, 0x017e, 0x0178,
];
const CP1252_UNASSIGNED = /[\x81\x8d\x8f\x90\x9d]/;
const ASCII_NAME = /^(?:us-ascii|ansi_x3\.4-1968|ascii|iso646-us|646|us)$/i;
const ASCII_SUPERSET =
  /^(?:us-ascii|ansi_x3\.4-1968|ascii|iso-?8859-\d{1,2}|windows-\d{4}|utf-?8|koi8-[a-z]{1,2}|euc-[a-z]{2}|big5|gbk|gb18030)$/i;
const LATIN1 = /^(?:iso-?8859-1|windows-1252|cp1252)$/i;

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
  if (declaredOnly) return decodeAs(buffer, charset, false) ?? decodeCp1252(bytes);
  if (eightBit && isUtf8(buffer)) return buffer.toString('utf8');
  if (!ASCII_NAME.test(charset)) {
    const text = LATIN1.test(charset)
      ? CP1252_UNASSIGNED.test(bytes)
        ? undefined
        : decodeCp1252(bytes)
      : decodeAs(buffer, charset, true);
    if (text !== undefined) return text;
  }
  return eightBit ? decodeCp1252(bytes) : bytes;
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

/** undefined: an unknown charset, or bytes it cannot hold while `strict`. */
function decodeAs(buffer: Buffer, charset: string, strict: boolean): string | undefined {
  const name = charset.toLowerCase();
  if (LATIN1.test(name)) return decodeCp1252(buffer.toString('latin1'));
  if (name === 'utf-8' || name === 'utf8')
    return strict && !isUtf8(buffer) ? undefined : buffer.toString('utf8');
  if (name.startsWith('utf-16') || name === 'utf16') return decodeUtf16(buffer, name);
  try {
    return new TextDecoder(name === 'gb2312' ? 'gbk' : name, { fatal: strict, ignoreBOM: true }).decode(
      buffer,
    );
  } catch (error) {
    // A RangeError means that Node does not know the charset; a TypeError that the bytes do not fit it.
    return error instanceof RangeError ? decodeWithIconv(buffer, name, strict) : undefined;
  }
}

function decodeUtf16(buffer: Buffer, name: string): string {
  const bom = buffer.length >= 2 ? buffer.readUInt16BE(0) : 0;
  const bigEndian =
    bom === 0xfeff ||
    (bom !== 0xfffe && (name.endsWith('be') || (!name.endsWith('le') && looksBigEndian(buffer))));
  const body = bom === 0xfeff || bom === 0xfffe ? buffer.subarray(2) : buffer;
  return new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le', { ignoreBOM: true }).decode(body);
}

/** Latin text has its zero bytes in front in the big-endian order. */
function looksBigEndian(buffer: Buffer): boolean {
  let even = 0;
  let odd = 0;
  const end = Math.min(buffer.length, 4096);
  for (let i = 0; i < end; i += 1) {
    if (buffer[i] !== 0) continue;
    if (i % 2 === 0) even += 1;
    else odd += 1;
  }
  return even >= odd;
}

const require = createRequire(import.meta.url);

interface Iconv {
  encodingExists(name: string): boolean;
  decode(bytes: Buffer, name: string): string;
}

function decodeWithIconv(buffer: Buffer, name: string, strict: boolean): string | undefined {
  const iconv = require('iconv-lite') as Iconv;
  if (!iconv.encodingExists(name)) return undefined;
  const text = iconv.decode(buffer, name);
  return strict && text.includes('\ufffd') ? undefined : text;
}
