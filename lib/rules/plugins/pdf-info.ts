/**
 * PDFInfo (spec 3.11): PDF attachments by name, checksum, encryption, images and properties; the URIs in them, which `uri`
 * rules then see too; and template tags that tell of them. All attachments of a message count together, but for the
 * area of their images: there the last document that has any counts.
 */
import { leavesOf } from '../../views/mime/parse-mime.ts';
import { bodyText } from '../body-text.ts';
import { patternOf } from './pattern.ts';
import { DETAILS, inspectPdf } from './pdf-info/inspect-pdf.ts';
import type { Detail, PdfFacts } from './pdf-info/inspect-pdf.ts';
import { pdfTags } from './pdf-info/pdf-tags.ts';
import { isZero, leadingNumber } from './pdf-info/wide-number.ts';
import type { WideNumber } from './pdf-info/wide-number.ts';
import type { EvalContext, EvalDefinition, MessageContext, Plugin } from './plugin.ts';

interface PdfSummary {
  /** Attachments that say that they are PDFs. */
  readonly count: number;
  readonly imageCount: number;
  /** undefined: no images. */
  readonly area: WideNumber | undefined;
  readonly isEncrypted: boolean;
  readonly names: ReadonlySet<string>;
  /** `HEIGHTxWIDTH` of images, and of all images of a document together. */
  readonly sizes: ReadonlySet<string>;
  readonly details: ReadonlyMap<string, ReadonlySet<string>>;
  readonly checksums: ReadonlySet<string>;
  readonly fuzzyChecksums: ReadonlySet<string>;
}

interface Attachment {
  readonly name: string;
  /** undefined: it is none inside. */
  readonly facts: PdfFacts | undefined;
}

const CONTAINER = /^(?:image|application)\/(?:pdf|octet-stream)$/;
const PDF_NAME = /\.[fp]df$/i;

/** Key of MessageContext.once. */
function attachments({ views }: MessageContext): readonly Attachment[] {
  return leavesOf(views.mime).flatMap(leaf => {
    const { type } = leaf.contentType;
    // As in Perl a name of 0 is none.
    const name = leaf.fileName === '0' ? '' : (leaf.fileName ?? '');
    if (!CONTAINER.test(type) || !(type.endsWith('/pdf') || PDF_NAME.test(name))) return [];
    return [{ name, facts: inspectPdf(leaf.decoded()) }];
  });
}

/** Key of MessageContext.once. */
function summary(context: MessageContext): PdfSummary {
  const all = context.once(attachments);
  const documents = all.flatMap(({ facts }) => (facts === undefined ? [] : [facts]));
  const names = all.flatMap(({ name, facts }) => (facts === undefined || name === '' ? [] : [name]));
  const given = (detail: Detail): string[] => documents.flatMap(({ details }) => details[detail]);
  const present = (checksums: readonly string[]): Set<string> =>
    new Set(checksums.filter(checksum => checksum !== ''));
  return {
    count: all.length,
    imageCount: documents.reduce((sum, { images }) => sum + images.count, 0),
    area: documents.findLast(({ images }) => !isZero(images.area))?.images.area,
    isEncrypted: documents.some(({ isEncrypted }) => isEncrypted),
    names: new Set(names),
    sizes: new Set(
      documents.flatMap(({ images: { sizes, totalSize = [] } }) => [...sizes, totalSize].flat()),
    ),
    details: new Map(DETAILS.map(detail => [detail, new Set(given(detail))])),
    checksums: present(documents.map(({ fingerprints }) => fingerprints.bytes)),
    fuzzyChecksums: present(documents.flatMap(({ fingerprints: { text, tags } }) => [text, tags])),
  };
}

function prepare(context: MessageContext): void {
  const all = context.once(attachments);
  for (const uri of all.flatMap(({ facts }) => [...(facts?.uris ?? [])])) context.views.addUri(uri);
  for (const [name, value] of pdfTags(all)) context.tags.set(name, value);
}

function check(
  answer: (pdfs: PdfSummary, args: readonly string[], context: EvalContext) => boolean,
): EvalDefinition {
  return { area: 'body', run: (context, args) => answer(context.once(summary), args, context) };
}

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  pdf_count: check((pdfs, [min, max]) => isWithin(pdfs.count, min, max)),
  pdf_image_count: check((pdfs, [min, max]) => isWithin(pdfs.imageCount, min, max)),
  pdf_pixel_coverage: check((pdfs, [min, max]) => isWithin(pdfs.area, min, max)),
  pdf_image_to_text_ratio: check(({ area }, [min, max], context) => {
    const characters = textOf(context).reduce((sum, text) => sum + text.length, 0);
    if (max === undefined || area === undefined || characters === 0) return false;
    const ratio = characters / Number(area);
    return isWithin(ratio, min, max) && ratio !== leadingNumber(max);
  }),
  pdf_named: check(({ names }, [name]) => name !== undefined && names.has(name)),
  pdf_name_regex: check(({ names }, [pattern]) => someMatch(names, pattern)),
  pdf_image_size_exact: check(
    ({ sizes }, [height, width]) => width !== undefined && sizes.has(`${height ?? ''}x${width}`),
  ),
  pdf_image_size_range: check(
    ({ sizes }, [minHeight, minWidth, maxHeight, maxWidth]) =>
      minWidth !== undefined &&
      [...sizes].some(size => {
        const [height = 0, width = 0] = size.split('x').map(leadingNumber);
        return isWithin(height, minHeight, maxHeight) && isWithin(width, minWidth, maxWidth);
      }),
  ),
  pdf_match_md5: check(({ checksums }, [md5]) => md5 !== undefined && checksums.has(md5.toUpperCase())),
  pdf_match_fuzzy_md5: check(
    ({ fuzzyChecksums }, [md5]) => md5 !== undefined && fuzzyChecksums.has(md5.toUpperCase()),
  ),
  pdf_match_details: check(({ details }, [detail = '', pattern]) =>
    someMatch(details.get(detail) ?? new Set(), pattern),
  ),
  pdf_is_encrypted: check(({ isEncrypted }) => isEncrypted),
  pdf_is_empty_body: check(({ count }, [maxBytes = '0'], context) => {
    // The first element is the subject.
    const written = textOf(context).filter((text, index) => index > 0 && /[^\t-\r ]/.test(text));
    const bytes = written.reduce((sum, text) => sum + text.length, 0);
    return count > 0 && (written.length === 0 || bytes <= leadingNumber(maxBytes));
  }),
};

export const pdfInfo: Plugin = { name: 'PDFInfo', isDefault: false, prepare, evals: EVALS };

function isWithin(value: WideNumber | undefined, min: string | undefined, max: string | undefined): boolean {
  if (value === undefined || min === undefined) return false;
  // Not `>=`: what is no number is neither below nor above.
  return !(value < leadingNumber(min)) && !(max !== undefined && value > leadingNumber(max));
}

/** Paragraphs for body rules, pieces of the source for rawbody rules. */
function textOf(context: EvalContext): readonly string[] {
  const { views, rule } = context;
  const isRaw = rule.test.kind === 'eval' && rule.test.area === 'rawbody';
  return isRaw ? views.rawbody : context.once(bodyText).lines;
}

function someMatch(values: ReadonlySet<string>, pattern: string | undefined): boolean {
  const regex = pattern === undefined ? undefined : patternOf(pattern, 'optional delimiters');
  return regex !== undefined && [...values].some(value => regex.test(value));
}
