/**
 * Finds images in the lines of a document as PDFInfo does: after a line that says /Image, the next line that tells both width
 * and height, which is the matrix that places an image, or a dictionary in which they stand side by side.
 */
import { isZero, product, shown, sum, wideNumber } from './wide-number.ts';
import type { WideNumber } from './wide-number.ts';

export interface PdfImages {
  readonly count: number;
  /** `HEIGHTxWIDTH` of each, as written, in the order of the document. */
  readonly sizes: readonly string[];
  /** Sums of the heights and of the widths, in the same form. undefined: one of them is 0. */
  readonly totalSize: string | undefined;
  /** In pixels, of all together; 0 where there is none. */
  readonly area: WideNumber;
}

/** `WIDTH 0 0 HEIGHT 0 0 cm`; a line with white space behind it is none. */
export const IMAGE_MATRIX =
  /^(\d+)[\t-\r ]+\d+[\t-\r ]+\d+[\t-\r ]+(\d+)[\t-\r ]+\d+[\t-\r ]+\d+[\t-\r ]+cm$/;
const IMAGE_DICTIONARY = /\/Width[\t-\r ](\d+)\/Height[\t-\r ](\d+)/;
/** A line of its own for either ends the search in that line, and tells nothing without the other. */
const ONE_DIMENSION = /^\/(?:Width|Height)[\t-\r ]\d/;

export class ImageSearch {
  readonly #sizes: string[] = [];
  #height: WideNumber = 0n;
  #width: WideNumber = 0n;
  #area: WideNumber = 0n;
  #expectsSize = false;

  /** Whether an image is complete with this line. */
  read(line: string): boolean {
    if (line.includes('/Image')) this.#expectsSize = true;
    if (!this.#expectsSize) return false;
    const match = IMAGE_MATRIX.exec(line) ?? (ONE_DIMENSION.test(line) ? null : IMAGE_DICTIONARY.exec(line));
    const [, width = '0', height = '0'] = match ?? [];
    // As in Perl only a plain 0 is nothing, 00 is a number.
    if (width === '0' || height === '0') return false;
    this.#expectsSize = false;
    const [wide, high] = [wideNumber(width), wideNumber(height)];
    this.#sizes.push(`${height}x${width}`);
    this.#height = sum(this.#height, high);
    this.#width = sum(this.#width, wide);
    this.#area = sum(this.#area, product(wide, high));
    return true;
  }

  finish(): PdfImages {
    const hasTotal = !isZero(this.#height) && !isZero(this.#width);
    return {
      count: this.#sizes.length,
      sizes: this.#sizes,
      totalSize: hasTotal ? `${shown(this.#height)}x${shown(this.#width)}` : undefined,
      area: this.#area,
    };
  }
}
