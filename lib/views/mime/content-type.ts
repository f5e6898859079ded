/**
 * Content-Type and Content-Disposition as SpamAssassin reads them (spec 2.3), which is not RFC 2045: unknown text types
 * count as text/plain, odd characters are deleted, parameters are found anywhere in the value. Byte strings.
 */
export interface ContentType {
  /** Lower case; text/* other than html, calendar and x-vcard is text/plain. */
  readonly type: string;
  readonly boundary: string | undefined;
  readonly charset: string | undefined;
  readonly name: string | undefined;
}

const KEPT_TEXT_TYPES = new Set(['text/html', 'text/plain', 'text/calendar', 'text/x-vcard']);

export function parseContentType(value: string | undefined): ContentType {
  const text = value ?? '';
  return {
    type: mediaType(text),
    boundary: parameter(text, 'boundary'),
    charset: parameter(text, 'charset')?.toLowerCase(),
    name: fileName(text),
  };
}

function mediaType(value: string): string {
  const word = /^[\s"']*([^\s;/]*\/[^\s;]*)/.exec(value)?.[1] ?? '';
  const type = word.toLowerCase().replace(/[^a-z0-9/.+_-]/g, '');
  if (type === '' || type === '/') return 'text/plain';
  return type.startsWith('text/') && !KEPT_TEXT_TYPES.has(type) ? 'text/plain' : type;
}

/** The value of the first `name=`: up to the closing quote, or up to white space or `;`. */
function parameter(value: string, name: string): string | undefined {
  const match = new RegExp(`\\b${name}\\s{0,16}=\\s{0,16}(?:"([^"]*)"?|([^\\s";]+))`, 'i').exec(value);
  return match?.[1] ?? match?.[2];
}

/** `name=` or `filename=`, with RFC 2231 continuations joined. */
export function fileName(value: string): string | undefined {
  const plain = /\b(?:file)?name\*?\s{0,16}=\s{0,16}(?:"([^"]*)"?|([^\s";]+))/i.exec(value);
  if (plain !== null) return plain[1] ?? plain[2];
  const pieces: string[] = [];
  for (const match of value.matchAll(/\b(?:file)?name\*(\d{1,3})\*?=(?:"([^"]*)"?|([^\s";]+))/gi)) {
    pieces[Math.min(Number(match[1]), 999)] = match[2] ?? match[3] ?? '';
  }
  return pieces.length === 0 ? undefined : pieces.join('');
}
