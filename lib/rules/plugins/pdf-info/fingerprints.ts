/**
 * The three checksums by which PDFInfo knows a document again: of all its bytes; of the text of its first lines without
 * what differs between copies of a campaign (comments, sizes of images and pages); of the names that its lines begin with.
 * MD5 in upper-case hex, '' for a checksum of nothing. Byte strings.
 */
import { createHash } from 'node:crypto';
import { IMAGE_MATRIX } from './image-search.ts';

export interface PdfFingerprints {
  readonly bytes: string;
  readonly text: string;
  readonly tags: string;
}

const MAX_TEXT_LINES = 69;
const VARYING = /^(?:%|\/(?:Height|Width|MediaBox|CropBox))/;

export class Fingerprints {
  readonly #text: string[] = [];
  readonly #tags: string[] = [];
  #lines = 0;
  #readsText = true;

  /** Gives back the line as the other checks see it: the lines that count here lose the white space at their end. */
  read(line: string): string {
    if (!this.#readsText || (this.#lines += 1) > MAX_TEXT_LINES) return line;
    let kept = line;
    if (!VARYING.test(line) && !IMAGE_MATRIX.test(line)) {
      kept = withoutTrailingBlanks(line);
      this.#text.push(kept);
    }
    if (kept.includes('stream')) this.stopText();
    return kept;
  }

  /** At the first stream, and at the first image. */
  stopText(): void {
    this.#readsText = false;
  }

  readTag(line: string): void {
    const name = /^\/([A-Za-z]+)/.exec(line)?.[1];
    if (name !== undefined) this.#tags.push(name);
  }

  finish(data: string): PdfFingerprints {
    const text = this.#text.join('');
    // Perl takes a lone 0 for nothing.
    return { bytes: md5(data), text: text === '0' ? '' : md5(text), tags: md5(this.#tags.join('')) };
  }
}

function md5(text: string): string {
  return text === '' ? '' : createHash('md5').update(text, 'latin1').digest('hex').toUpperCase();
}

/** No regex: it would look at long runs of blanks again and again. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && '\t\n\v\f\r '.includes(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end);
}
