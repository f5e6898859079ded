/**
 * Text from mail made fit to be shown: no control character, line separator, direction override or lone surrogate of
 * it reaches a log, a terminal or a report.
 *
 * `printable` is for people's eyes. `logSafe` is for logs, where a reader must be able to tell an escape from the
 * same characters in the mail: it doubles the backslash too, as amavisd-new does (`\n \r \t \\`, otherwise `\xHH`).
 * Beyond U+00FF the code point stands in braces: `\x{202E}`.
 */

/** C0, DEL, C1; line and paragraph separators; bidirectional controls and invisible marks; halves of a surrogate pair. */
const UNPRINTABLE =
  /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

const SHORT = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeOne);
}

export function logSafe(text: string): string {
  return printable(text.replaceAll('\\', '\\\\'));
}

/** One line of JSON in which the same characters are `\\uXXXX` escapes, so that it parses back to the very same value. */
export function jsonLine(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** At most `maxChars` of it, with `...` in place of what was cut. */
export function shorten(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, Math.max(0, maxChars - 3))}...`;
}

function escapeOne(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  return SHORT.get(char) ?? (code > 0xff ? `\\x{${hex.padStart(4, '0')}}` : `\\x${hex.padStart(2, '0')}`);
}
