/**
 * A tag in front of a Subject (amavisd-new's subject tags). The field keeps its bytes where it can; only a Subject
 * whose encoded words (RFC 2047) hide the same tag already is decoded and written anew.
 */
import { libmime } from './libmime.ts';
import { decodeValue } from './parse-header.ts';

/** Shorter tags could be part of anyone's subject, so an earlier one is not taken off (as amavisd-new has it). */
const MIN_REMOVABLE_CHARS = 3;
const MAX_WORD_CHARS = 60;
/** Longer Subjects are not decoded, and so cannot be written anew. */
const MAX_HIDDEN_CHARS = 4096;

/** Takes and gives the whole field with its line endings, one char a byte. */
export function taggedSubject(rawField: string, tag: string): string {
  const [, name = 'Subject:', value = '', ending = ''] = /^([^:]*:)([^]*?)((?:\r?\n)?)$/.exec(rawField) ?? [];
  const encoded = (text: string) => encode(text, ending === '' ? '\n' : ending);
  const bare = (withoutTag(value, encoded(tag)) ?? withoutHiddenTag(rawField, tag, encoded) ?? value).replace(
    /^[ \t]+/,
    '',
  );
  // Readers drop the blank between two encoded words (RFC 2047 6.2), so there it has to be inside.
  const written = bare.startsWith('=?')
    ? encoded(tag)
    : `${encoded(tag.trimEnd())}${/ *$/.exec(tag)?.[0] ?? ''}`;
  const between = bare.startsWith('=?') && written.endsWith('?=') ? ' ' : '';
  return `${name} ${written}${between}${bare}${ending}`;
}

function withoutTag(value: string, written: string): string | undefined {
  if (written.trim().length < MIN_REMOVABLE_CHARS || !value.includes(written.trim())) return undefined;
  return value.replace(written.trim(), '');
}

function withoutHiddenTag(
  rawField: string,
  tag: string,
  encoded: (text: string) => string,
): string | undefined {
  const wanted = tag.trim();
  if (wanted.length < MIN_REMOVABLE_CHARS || !rawField.includes('=?')) return undefined;
  if (rawField.length > MAX_HIDDEN_CHARS) return undefined;
  const text = decodeValue(rawField);
  // What did not survive decoding would be lost for good.
  if (!text.includes(wanted) || text.includes('\uFFFD')) return undefined;
  return encoded(text.replace(wanted, '').trimStart());
}

/** As encoded words where it is not printable ASCII, folded where it is long. */
function encode(text: string, lineEnding: string): string {
  const printable = text.replace(/[\x00-\x1f\x7f]/g, ' ');
  if (!/[^ -~]/.test(printable)) return printable;
  return libmime()
    .encodeWord(printable, 'Q', MAX_WORD_CHARS)
    .replace(/\s*\r?\n\s*|\s+(?==\?)/g, `${lineEnding} `);
}
