/**
 * Reads the header of a message into memory, up to a limit; what lies beyond is a defect (and is still seen by
 * lib/message/edit.ts, which goes through the bytes again).
 */
import type { ByteSource } from '../io/source.ts';
import { libmime } from './libmime.ts';
import type { Defect, Header, HeaderField } from './message.ts';
import { scanFields } from './scan-fields.ts';

export interface HeaderLimits {
  readonly headerBytes: number;
}

/** No more fields than this are kept, whatever their size. */
const MAX_FIELDS = 10_000;
/** Longer values are cut before RFC 2047 decoding. */
const MAX_DECODED_CHARS = 8192;

export function parseHeader(
  source: ByteSource,
  limits: HeaderLimits,
): { readonly header: Header; readonly defects: readonly Defect[] } {
  const fields: HeaderField[] = [];
  const defects: Defect[] = [];
  const scan = scanFields(source);
  let step = scan.next();
  for (; step.done !== true; step = scan.next()) {
    const { name, start, end } = step.value;
    if (end <= limits.headerBytes && fields.length < MAX_FIELDS) {
      fields.push({ name, start, end, raw: source.read(start, end).toString('latin1') });
    } else if (defects.length === 0) {
      const text = `header longer than ${limits.headerBytes} bytes or ${MAX_FIELDS} fields`;
      defects.push({ kind: 'header-too-long', text, offset: start });
    }
  }
  const { endOffset, bodyOffset, lineEnding, separated } = step.value;
  if (!separated && endOffset < source.sizeBytes) {
    defects.push({ kind: 'not-a-field', text: 'header ends at a line that is no field', offset: endOffset });
  } else if (!separated && source.sizeBytes > 0) {
    defects.push({ kind: 'header-without-end', text: 'no empty line behind the header', offset: endOffset });
  }
  return { header: { fields, endOffset, bodyOffset, lineEnding, ...accessors(fields) }, defects };
}

function accessors(fields: readonly HeaderField[]): Pick<Header, 'first' | 'all'> {
  const values = (name: string): string[] => {
    const wanted = name.toLowerCase();
    return fields.filter(field => field.name.toLowerCase() === wanted).map(field => decodeValue(field.raw));
  };
  return { first: name => values(name)[0], all: values };
}

/** Unfolds (RFC 5322 2.2.3) and decodes encoded words (RFC 2047); bytes that are not ASCII count as UTF-8. */
export function decodeValue(rawField: string): string {
  const unfolded = rawField
    .slice(rawField.indexOf(':') + 1)
    .slice(0, MAX_DECODED_CHARS)
    .replace(/\r?\n(?=[ \t])/g, '')
    .trim();
  const text = /[\x80-\xff]/.test(unfolded) ? Buffer.from(unfolded, 'latin1').toString('utf8') : unfolded;
  if (!text.includes('=?')) return text;
  try {
    return libmime().decodeWords(text);
  } catch {
    // An unknown charset: the undecoded text is all there is.
    return text;
  }
}
