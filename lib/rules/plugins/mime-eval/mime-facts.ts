/**
 * What one walk over all MIME nodes tells (spec 3.3): counters and flags by the names that check_for_mime takes. Text is
 * looked at before transfer decoding. Key of MessageContext.once.
 */
import type { MimeNode } from '../../../views/mime/mime-node.ts';
import { nodesOf } from '../../../views/mime/parse-mime.ts';
import type { MessageContext } from '../plugin.ts';
import { isCharsetOk, localesOf } from '../locales.ts';
import { LineFacts } from './line-facts.ts';

export interface MimeFacts {
  /** mime_base64_count and so on. */
  readonly counters: ReadonlyMap<string, number>;
  /** Text by HTML in bytes, of the last parts of each; 1 without alternatives. */
  readonly textToHtml: number;
  readonly charsets: readonly string[];
}

const ASCII_NAMES =
  /us-ascii|ansi_x3\.4-1968|iso-ir-6|ansi_x3\.4-1986|iso_646\.irv:1991|ascii|iso646-us|us|ibm367|cp367|csascii/;

export function mimeFacts({ views, set }: MessageContext): MimeFacts {
  const locales = localesOf(set.settings.last('ok_locales'));
  const counters = new Map<string, number>();
  const add = (name: string, count = 1): void => void counters.set(name, (counters.get(name) ?? 0) + count);
  const lines = new LineFacts();
  const charsets: string[] = [];
  const sizes: { readonly type: string; readonly bytes: number }[] = [];
  let isAlternative = false;
  for (const node of nodesOf(views.mime)) {
    const { declaredType: type, contentType } = node;
    const { charset = '' } = contentType;
    if (type === 'multipart/alternative') {
      isAlternative = true;
      counters.set('mime_multipart_alternative', 1);
    }
    for (const name of headerFacts(node)) add(name);
    if (/[a-z]/i.test(charset)) {
      charsets.push(charset);
      if (!isCharsetOk(charset, locales)) counters.set('mime_faraway_charset', 1);
    }
    if (!node.isLeaf) continue;
    lines.read(node);
    if (!dispositionOf(node).includes('attachment'))
      sizes.push({ type, bytes: isAlternative ? node.body.length : 0 });
  }
  for (const [name, value] of lines.counters(counters.get('mime_qp_count') ?? 0)) counters.set(name, value);
  const textToHtml = isAlternative ? ratioOf(sizes) : 1;
  counters.set('mime_multipart_ratio', textToHtml);
  return { counters, textToHtml, charsets };
}

function headerFacts(node: MimeNode): readonly string[] {
  const { contentType, declaredType: type, encoding } = node;
  const { charset = '' } = contentType;
  const disposition = dispositionOf(node);
  const isBase64 = encoding.includes('base64');
  const names: string[] = [];
  if (type === 'text/html') names.push('mime_body_html_count');
  else if (type.startsWith('text')) names.push('mime_body_text_count');
  if (isBase64) names.push('mime_base64_count');
  else if (encoding.includes('quoted-printable')) names.push('mime_qp_count');
  if (disposition.includes('attachment')) names.push('mime_attachment');
  if (
    isBase64 &&
    type.startsWith('text') &&
    (charset === '' || ASCII_NAMES.test(charset)) &&
    !/^(?:attachment|inline)/.test(disposition)
  )
    names.push('mime_base64_encoded_text');
  if (/iso-[^\t-\r ]+-[^\t-\r ]+\b/i.test(charset) && !/iso-(?:8859-\d{1,2}|2022-(?:jp|kr))\b/.test(charset))
    names.push('mime_bad_iso_charset');
  return names;
}

/** Lower case. */
export function dispositionOf({ fields }: MimeNode): string {
  const field = fields.findLast(one => one.name.toLowerCase() === 'content-disposition');
  return (field?.raw ?? '').trim().toLowerCase();
}

function ratioOf(sizes: readonly { readonly type: string; readonly bytes: number }[]): number {
  const text = sizes.findLast(({ type }) => type === 'text/plain')?.bytes;
  const html = sizes.findLast(({ type }) => type === 'text/html')?.bytes;
  return text === undefined || html === undefined || html === 0 ? 1 : text / html;
}
