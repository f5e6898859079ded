/**
 * The decoded value of a header field as header rules see it (spec 2.2): unfolded, trimmed, 8-bit bytes normalised to
 * UTF-8, RFC 2047 encoded words decoded wherever they stand, except in fields that hold no text. Byte strings.
 */
import { hasNonAscii, toUtf8Bytes } from '../bytes.ts';
import { decodeCharset } from '../charset.ts';
import { decodeBase64 } from '../mime/transfer-decode.ts';

const NOT_TEXT =
  /^(?:received|(?:resent-)?(?:message-id|date)|mime-version|references|in-reply-to|list-.*)$/i;
const ENCODED_WORD = /=\?([A-Za-z0-9*_-]+)\?([bBqQ])\?([^?]*)\?=/g;

export function decodeHeader(name: string, raw: string): string {
  const unfolded = trimBlanks(raw.replace(/\n[ \t]+/g, ' '));
  return NOT_TEXT.test(name) ? normalise(unfolded) : decodeText(unfolded);
}

/** A piece of a value, such as a display name. Blanks around it stay. */
export function decodeText(raw: string): string {
  const text = normalise(raw.replace(/\n[ \t]/g, ' ').replace(/\r?\n/g, ''));
  return text.includes('=?') ? decodeEncodedWords(text) : text;
}

function normalise(text: string): string {
  return hasNonAscii(text) ? toUtf8Bytes(decodeCharset(text, 'utf-8')) : text;
}

/** Trims white space without a regex that looks at long inner runs again and again. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

interface Word {
  charset: string;
  bytes: string;
}

/** Adjacent words of one charset are joined before they are decoded: characters may be split between words. */
export function decodeEncodedWords(text: string): string {
  let out = '';
  let at = 0;
  let pending: Word | undefined;
  const flush = (): void => {
    if (pending !== undefined)
      out += toUtf8Bytes(decodeCharset(pending.bytes, pending.charset, { declaredOnly: true }));
    pending = undefined;
  };
  for (const match of text.matchAll(ENCODED_WORD)) {
    const [whole, label = '', encoding = '', payload = ''] = match;
    const between = text.slice(at, match.index);
    const charset = label.replace(/\*.*$/, '').toLowerCase();
    const bytes = /b/i.test(encoding) ? decodeBase64(payload) : decodeQ(payload);
    const adjacent = pending !== undefined && /^\s*$/.test(between);
    if (adjacent && pending?.charset === charset) {
      pending.bytes += bytes;
    } else {
      flush();
      if (!adjacent) out += between;
      pending = { charset, bytes };
    }
    at = match.index + whole.length;
  }
  flush();
  return out + text.slice(at);
}

function decodeQ(payload: string): string {
  return payload
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
