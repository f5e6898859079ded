/**
 * The name of an attachment as SpamAssassin's scanners of attachments see it, which is not how its MIME rules see it:
 * `name=` anywhere in Content-Type and `filename=` anywhere in Content-Disposition, without RFC 2231, up to a quote or `;`.
 * Parts without a Content-Type or not in base64 or quoted-printable have none. Byte strings, linear.
 */
import { decodeEncodedWords, decodeHeader } from '../../../views/header/decode-header.ts';
import type { MimeNode } from '../../../views/mime/mime-node.ts';

export function attachmentName(part: MimeNode, prefersDisposition: boolean): string {
  const type = fieldOf(part, 'content-type');
  if (type === undefined || !/^(?:base64|quoted-printable)$/.test(part.encoding)) return '';
  const named = nameIn(/name[\t-\r ]*=[\t-\r ]*["']?([^"';]*)/i, type);
  const filed = nameIn(
    /filename[\t-\r ]*=[\t-\r ]*["']?([^"';]*)/i,
    fieldOf(part, 'content-disposition') ?? '',
  );
  if (named === '' || named.toLowerCase() === filed.toLowerCase()) return filed;
  return filed === '' || !prefersDisposition ? named : filed;
}

/** The last one counts. Encoded words that are found after decoding are decoded once more. */
function fieldOf({ fields }: MimeNode, lowerName: string): string | undefined {
  const field = fields.findLast(({ name }) => name.toLowerCase() === lowerName);
  return field && decodeEncodedWords(decodeHeader(field.name, field.raw).replace(/\r?\n/g, ''));
}

function nameIn(pattern: RegExp, value: string): string {
  // Behind the beginning of a run of white space nothing is tried again.
  return (pattern.exec(value)?.[1] ?? '').replace(/(?<![\t-\r ])[\t-\r ]+$/, '');
}
