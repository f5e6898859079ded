/**
 * Template tags that tell of the PDFs of a message (spec 3.11). What several documents say is put one behind the other with
 * a space between, until a tag has 2048 bytes. PDFMD5 holds the first of the fuzzy checksums, as in SpamAssassin. Byte strings.
 */
import type { PdfFacts } from './inspect-pdf.ts';
import { isZero, shown } from './wide-number.ts';

const FULL_BYTES = 2048;

export function pdfTags(
  attachments: readonly { readonly name: string; readonly facts: PdfFacts | undefined }[],
): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const append = (tag: string, values: readonly string[]): void => {
    for (const value of values) {
      const known = tags.get(tag);
      if (value === '' || (known !== undefined && known.length >= FULL_BYTES)) continue;
      tags.set(tag, known === undefined ? value : `${known} ${value}`);
    }
  };
  let imageCount = 0;
  for (const { name, facts } of attachments) {
    if (facts === undefined) continue;
    const { version, images, details, fingerprints } = facts;
    imageCount += images.count;
    append('PDFVERSION', [version]);
    append('PDFNAME', [name]);
    append('PDFIMGDIM', images.sizes);
    append('PDFAUTHOR', details.author);
    append('PDFCREATOR', details.creator);
    append('PDFPRODUCER', details.producer);
    append('PDFTITLE', details.title);
    append('PDFIMGAREA', isZero(images.area) ? [] : [shown(images.area)]);
    append('PDFMD5', [fingerprints.text]);
    append('PDFMD5FUZZY1', [fingerprints.text]);
    append('PDFMD5FUZZY2', [fingerprints.tags]);
  }
  append('PDFCOUNT', [String(attachments.length)]);
  append('PDFIMGCOUNT', [String(imageCount)]);
  return tags;
}
