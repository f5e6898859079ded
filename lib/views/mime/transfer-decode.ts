/**
 * Content-Transfer-Encoding as SpamAssassin undoes it (spec 2.4): only the exact words `quoted-printable` and `base64`
 * count; malformed input is kept or skipped, never refused. Byte strings in and out, linear time.
 */
import { toLf } from '../header/split-message.ts';

export function transferDecode(body: string, encoding: string, isText: boolean): string {
  switch (encoding) {
    case 'quoted-printable':
      return toLf(decodeQuotedPrintable(body));
    case 'base64': {
      const decoded = decodeBase64(body);
      return isText ? toLf(decoded) : decoded;
    }
    default:
      return body;
  }
}

export function decodeQuotedPrintable(text: string): string {
  return trimLineEnds(text)
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Drops blanks in front of line ends. By line, since a regex would look at long runs of blanks again and again. */
function trimLineEnds(text: string): string {
  if (!/[ \t]\r?\n/.test(text)) return text;
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  return [...lines.map(trimLineEnd), last].join('\n');
}

function trimLineEnd(line: string): string {
  const lineEnd = line.endsWith('\r') ? '\r' : '';
  let end = line.length - lineEnd.length;
  while (end > 0 && ' \t'.includes(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end) + lineEnd;
}

/**
 * Bytes outside the alphabet are dropped. An interior `=` counts as `A` where all is of the alphabet and in groups of four;
 * else SpamAssassin turns it into uuencoded text by hand, and it counts as `/`.
 */
export function decodeBase64(text: string): string {
  const visible = text.replace(/[\t-\r ]+/g, '');
  const isClean = visible.length % 4 === 0 && /^[A-Za-z0-9+/=]*$/.test(visible);
  const letters = isClean ? visible : visible.replace(/[^A-Za-z0-9+/=]+/g, '');
  let end = letters.length;
  while (end > 0 && letters.charAt(end - 1) === '=') end -= 1;
  return Buffer.from(letters.slice(0, end).replaceAll('=', isClean ? 'A' : '/'), 'base64').toString('latin1');
}
