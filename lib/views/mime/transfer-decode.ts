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
    .replaceAll('=\n', '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Drops blanks in front of line ends. By line, since a regex would look at long runs of blanks again and again. */
function trimLineEnds(text: string): string {
  if (!/[ \t\r]\n/.test(text)) return text;
  return text
    .split('\n')
    .map(line => {
      let end = line.length;
      while (end > 0 && ' \t\r'.includes(line.charAt(end - 1))) end -= 1;
      return line.slice(0, end);
    })
    .join('\n');
}

/** Interior `=` counts as `A`; bytes outside the alphabet are dropped. */
export function decodeBase64(text: string): string {
  const letters = text.replace(/[^A-Za-z0-9+/=]+/g, '');
  let end = letters.length;
  while (end > 0 && letters.charAt(end - 1) === '=') end -= 1;
  return Buffer.from(letters.slice(0, end).replaceAll('=', 'A'), 'base64').toString('latin1');
}
