/**
 * One document, line by line, as PDFInfo (spec 3.11) looks at it: the lines of the bytes as they are, compressed streams too.
 * Input: the decoded bytes, as a byte string. undefined: nothing in the first kilobyte says that it is a PDF. Nothing throws;
 * linear in the length.
 */
import { Fingerprints } from './fingerprints.ts';
import type { PdfFingerprints } from './fingerprints.ts';
import { ImageSearch } from './image-search.ts';
import type { PdfImages } from './image-search.ts';
import { PdfLine } from './pdf-line.ts';

export const DETAILS = ['author', 'creator', 'created', 'modified', 'producer', 'title'] as const;
export type Detail = (typeof DETAILS)[number];

export interface PdfFacts {
  readonly version: string;
  readonly isEncrypted: boolean;
  readonly images: PdfImages;
  /** In the order of the document, repetitions too. */
  readonly details: Readonly<Record<Detail, readonly string[]>>;
  /** Each once. */
  readonly uris: ReadonlySet<string>;
  readonly fingerprints: PdfFingerprints;
}

const MAGIC = /%PDF-(\d\.\d)/g;
const MAGIC_BYTES = '%PDF-1.4'.length;
const MAX_MAGIC_OFFSET = 1024;
const MAX_URIS = 20;

const PROPERTIES: readonly (readonly [Detail, key: string])[] = [
  ['author', '/Author'],
  ['creator', '/Creator'],
  ['producer', '/Producer'],
  ['title', '/Title'],
];
const DATES: readonly (readonly [Detail, RegExp])[] = [
  ['created', /\/CreationDate[\t-\r ]{0,2}\(D:(\d+)/],
  ['modified', /\/ModDate[\t-\r ]{0,2}\(D:(\d+)/],
];
const MAX_DATE_BYTES = 256;

export function inspectPdf(bytes: string): PdfFacts | undefined {
  const data = bytes.startsWith('\xef\xbb\xbf') ? bytes.slice(3) : bytes;
  const version = [...data.slice(0, MAX_MAGIC_OFFSET + MAGIC_BYTES).matchAll(MAGIC)].at(-1)?.[1];
  if (version === undefined) return undefined;
  const details: Record<Detail, string[]> = {
    author: [],
    creator: [],
    created: [],
    modified: [],
    producer: [],
    title: [],
  };
  const uris = new Set<string>();
  const fingerprints = new Fingerprints();
  const images = new ImageSearch();
  let isEncrypted = false;
  for (const written of linesOf(data)) {
    const line = fingerprints.read(written);
    if (line.startsWith('/Encrypt')) isEncrypted = true;
    if (images.read(line)) fingerprints.stopText();
    if (!line.includes('/')) continue;
    fingerprints.readTag(line);
    const parts = new PdfLine(line);
    if (uris.size < MAX_URIS) {
      const found = parts.uri();
      // A URI that is none takes what else the line says with it.
      if (found.kind === 'broken') continue;
      if (found.kind === 'uri') uris.add(found.uri);
    }
    readDetails(line, parts, details);
  }
  return {
    version,
    isEncrypted,
    images: images.finish(),
    details,
    uris,
    fingerprints: fingerprints.finish(data),
  };
}

function readDetails(line: string, parts: PdfLine, details: Record<Detail, string[]>): void {
  for (const [detail, key] of PROPERTIES) {
    const value = parts.property(key);
    if (value !== undefined) details[detail].push(value);
  }
  if (!line.includes('Date')) return;
  for (const [detail, pattern] of DATES) {
    const date = pattern.exec(line)?.[1];
    if (date !== undefined) details[detail].push(date.slice(0, MAX_DATE_BYTES));
  }
}

/** Without empty ones. */
function* linesOf(data: string): Generator<string> {
  for (let at = 0; at < data.length;) {
    const newline = data.indexOf('\n', at);
    const end = newline < 0 ? data.length : newline;
    if (end > at) yield data.slice(at, end);
    at = end + 1;
  }
}
