/**
 * Tag lists of signatures and key records (RFC 6376, section 3.2): `name=value; name=value`. Of a name that occurs twice the last
 * value counts. undefined: no tag list, since something in it has no `=`.
 */
export type TagList = ReadonlyMap<string, string>;

const SPACE = /[ \t\r\n]+/g;

export function readTagList(text: string): TagList | undefined {
  const tags = new Map<string, string>();
  for (const piece of text.split(';')) {
    const trimmed = piece.trim();
    if (trimmed === '') continue;
    const equals = trimmed.indexOf('=');
    if (equals < 0) return undefined;
    tags.set(trimmed.slice(0, equals).trimEnd(), trimmed.slice(equals + 1).trimStart());
  }
  return tags;
}

/** Without any white space: base64, names. */
export function compact(value: string | undefined): string {
  return (value ?? '').replace(SPACE, '');
}

/** The values between colons. */
export function listOf(value: string | undefined): readonly string[] {
  return (value ?? '').split(':').map(one => one.trim());
}
