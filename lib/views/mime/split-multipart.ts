/**
 * Cuts the body of a multipart into parts as SpamAssassin does (Message.pm; spec 2.3). Byte strings, linear time.
 *
 * A delimiter is a line `--boundary` or `--boundary--` with nothing but white space behind it; the newline in front belongs
 * to it. The preamble ends at the first delimiter of the first kind; without one the body itself is the first part. A part
 * starts with its header. The header field that is being read when the part ends is lost, and the last line of the body is
 * text in any case. A part whose Content-Type comes last and names the same boundary again keeps the delimiter lines up to
 * a closing one.
 */
import { decodeHeader } from '../header/decode-header.ts';
import type { ParseFlag, RawField } from '../header/split-message.ts';
import { parseContentType } from './content-type.ts';

export interface Part {
  readonly fields: readonly RawField[];
  readonly body: string;
}

const MAX_PARTS = 1000;
const MAX_LINE_BYTES = 2048;
const FIELD_START = /[!-9;-~]+[ \t]*:/y;
const STRICT_FIELD_START = /[!-9;-~]+:/y;

export function splitMultipart(body: string, boundary: string, flags: Set<ParseFlag>): readonly Part[] {
  return new MultipartReader(body, boundary, flags).read();
}

/** `next` is where the line behind starts. */
interface Delimiter {
  readonly at: number;
  readonly next: number;
  readonly isClosing: boolean;
}

interface ReadPart {
  readonly part: Part;
  /** Undefined: the body ended. */
  readonly end: Delimiter | undefined;
}

class MultipartReader {
  readonly #body: string;
  readonly #boundary: string;
  readonly #mark: string;
  readonly #flags: Set<ParseFlag>;

  constructor(body: string, boundary: string, flags: Set<ParseFlag>) {
    this.#body = body;
    this.#boundary = boundary;
    this.#mark = `--${boundary}`;
    this.#flags = flags;
  }

  read(): readonly Part[] {
    const parts: Part[] = [];
    let at = this.#skipPreamble();
    while (at < this.#body.length) {
      const { part, end } = this.#readPart(at);
      parts.push(part);
      if (end?.isClosing === true) {
        if (/[^\t-\r .]/.test(this.#body.slice(end.next))) this.#flags.add('mime_epilogue_exists');
        break;
      }
      if (end !== undefined) this.#expectHeader(end.next);
      if (parts.length === MAX_PARTS) this.#flags.add('mimepart_limit_exceeded');
      if (end === undefined || parts.length === MAX_PARTS) break;
      at = end.next;
    }
    return parts;
  }

  #skipPreamble(): number {
    let delimiter = this.#delimiterFrom(0);
    while (delimiter?.isClosing === true) delimiter = this.#delimiterFrom(delimiter.next);
    if (delimiter === undefined) return 0;
    this.#expectHeader(delimiter.next);
    return delimiter.next;
  }

  #expectHeader(at: number): void {
    if (at < this.#body.length && !matchesAt(STRICT_FIELD_START, this.#body, at))
      this.#flags.add('missing_mime_headers');
  }

  #readPart(start: number): ReadPart {
    const body = this.#body;
    const fields: RawField[] = [];
    let fieldStart = -1;
    let at = start;
    for (;;) {
      const end = this.#delimiterAt(at);
      if (end !== undefined) return { part: { fields, body: '' }, end };
      const next = lineEnd(body, at);
      if (next === body.length) return { part: { fields, body: breakLongLines(body.slice(at)) }, end };
      const isField = matchesAt(FIELD_START, body, at);
      const isContinuation = !isField && fieldStart >= 0 && /[ \t]/.test(body.charAt(at));
      if (!isContinuation && fieldStart >= 0) {
        fields.push(fieldOf(body.slice(fieldStart, at)));
        fieldStart = -1;
      }
      if (isField) fieldStart = at;
      else if (!isContinuation) break;
      at = next;
    }
    const isSeparated = /^\r?\n/.test(body.slice(at, at + 2));
    if (!isSeparated) this.#flags.add('missing_mime_head_body_separator');
    const textStart = isSeparated ? lineEnd(body, at) : at;
    const end = this.#endOfText(textStart, this.#isNested(fields));
    const text = breakLongLines(body.slice(textStart, end?.at));
    const isCut = end !== undefined && text.endsWith('\n');
    return { part: { fields, body: isCut ? text.slice(0, -1) : text }, end };
  }

  #isNested(fields: readonly RawField[]): boolean {
    const last = fields.at(-1);
    return (
      last?.name.toLowerCase() === 'content-type' &&
      parseContentType(decodeHeader(last.name, last.raw)).boundary === this.#boundary
    );
  }

  #endOfText(start: number, isNested: boolean): Delimiter | undefined {
    let delimiter = this.#delimiterFrom(start);
    if (!isNested) return delimiter;
    while (delimiter?.isClosing === false) delimiter = this.#delimiterFrom(delimiter.next);
    return delimiter === undefined ? undefined : this.#delimiterFrom(delimiter.next);
  }

  /** Line by line: a search for a long mark of hyphens in hyphens would not be linear. */
  #delimiterFrom(start: number): Delimiter | undefined {
    for (let at = start; at < this.#body.length; at = lineEnd(this.#body, at)) {
      const delimiter = this.#delimiterAt(at);
      if (delimiter !== undefined) return delimiter;
    }
    return undefined;
  }

  /** `at` is the start of a line. */
  #delimiterAt(at: number): Delimiter | undefined {
    if (!this.#body.startsWith(this.#mark, at)) return undefined;
    const next = lineEnd(this.#body, at);
    const match = /^(--)?[\t-\r ]*$/.exec(this.#body.slice(at + this.#mark.length, next));
    return match === null ? undefined : { at, next, isClosing: match[1] !== undefined };
  }
}

/** A folded field of a part: unlike those of the message its name keeps blanks and its value loses them in front. */
function fieldOf(text: string): RawField {
  const colon = text.indexOf(':');
  return { name: text.slice(0, colon), raw: text.slice(colon + 1).replace(/^[\t-\r ]+/, '') };
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** The newline counts: 2048 bytes and a newline become two lines, and the second is empty. */
function breakLongLines(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length;) {
    const next = lineEnd(text, at);
    for (; next - at > MAX_LINE_BYTES; at += MAX_LINE_BYTES) {
      pieces.push(text.slice(from, at + MAX_LINE_BYTES), '\n');
      from = at + MAX_LINE_BYTES;
    }
    at = next;
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(from);
}
