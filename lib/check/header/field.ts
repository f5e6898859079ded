/**
 * What is wrong with one header field, tested in amavisd-new's order; the first fault is told. `raw` is the whole field,
 * one char a byte. Lines may end in CRLF here, which is no stray CR.
 */
import { isUtf8 } from 'node:buffer';
import type { HeaderDefect } from '../report.ts';
import type { HeaderChecks } from './checks.ts';
import { charCodes, excerpt, printable } from './show.ts';

const NAME = /^([!-9;-~\x80-\xff]+)[ \t]*:/;
const BLANK_LINE = /^[ \t]+(?=\n|$(?![^]))/m;
const MAX_LINE_CHARS = 998;
/** U+0080 to U+009F, RFC 5198 2. */
const C1_CONTROL = /\xc2[\x80-\x9f]/;
const UTF8_CHARACTER = /[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/;

export function fieldDefect(raw: string, enabled: HeaderChecks): HeaderDefect | undefined {
  const field = raw.replaceAll('\r\n', '\n');
  const name = NAME.exec(field)?.[1];
  if (name === undefined || name.startsWith('--')) {
    return enabled.syntax
      ? {
          minor: 6,
          text: `Invalid header field syntax: ${printable(field.slice(0, MAX_LINE_CHARS).trimEnd())}`,
        }
      : undefined;
  }
  const at = (minor: number, text: string, match: RegExpExecArray): HeaderDefect => {
    const end = match.index + match[0].length;
    return { minor, text: `${text}${charCodes(match[0])}: ${excerpt(field, name, match.index, end)}` };
  };

  const inName = /[\x80-\xff]/.exec(name);
  if (enabled.syntax && inName !== null) {
    return at(6, 'Invalid header field name, contains non-ASCII char', inName);
  }
  const blank = enabled.empty ? BLANK_LINE.exec(field) : null;
  if (blank !== null) return at(4, 'Improper folded header field made up entirely of whitespace', blank);

  const long = enabled.long ? field.split('\n').find(line => line.length > MAX_LINE_CHARS) : undefined;
  if (long !== undefined) {
    const shown = `${long.slice(0, 50)}[...]`;
    return { minor: 5, text: `Header line longer than ${MAX_LINE_CHARS} characters: ${printable(shown)}` };
  }
  const control = enabled.control ? /[\0\r]/.exec(field) : null;
  if (control !== null) return at(3, 'Improper use of control character', control);

  const eightBit = enabled['8bit'] ? /[\x80-\xff]/.exec(field) : null;
  return eightBit === null ? undefined : eightBitDefect(field, eightBit, enabled, at);
}

function eightBitDefect(
  field: string,
  first: RegExpExecArray,
  enabled: HeaderChecks,
  at: (minor: number, text: string, match: RegExpExecArray) => HeaderDefect,
): HeaderDefect | undefined {
  if (!isUtf8(Buffer.from(field, 'latin1'))) {
    return at(2, 'Non-encoded non-ASCII data (and not UTF-8)', first);
  }
  const c1 = C1_CONTROL.exec(field);
  if (c1 !== null) return at(2, 'UTF-8 string contains C1 Controls', c1);
  const character = enabled.utf8 ? UTF8_CHARACTER.exec(field) : null;
  return character === null ? undefined : at(2, 'Non-encoded UTF-8 string in non-EAI mail', character);
}
