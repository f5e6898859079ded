/**
 * One parsed message: the header with byte offsets (what is edited must be found again to the byte), and the MIME
 * parts as mailparser's splitter reads them (what is scanned for viruses, banned contents and bad headers).
 * SpamAssassin's own reading of MIME, which its rules need, is a view: lib/views.
 * Made by lib/message/parse.ts, which never throws: what is wrong with a message is in `defects`.
 */
import type { ByteSource } from '../io/source.ts';

export interface Message {
  readonly source: ByteSource;
  readonly header: Header;
  /** Depth first, the message itself (path `0`) included: containers before what they contain. */
  readonly parts: readonly Part[];
  readonly defects: readonly Defect[];
}

export interface Header {
  readonly fields: readonly HeaderField[];
  /** Offset just behind the header, in front of the empty line if there is one. */
  readonly endOffset: number;
  /** Offset of the first byte of the body: behind the empty line. */
  readonly bodyOffset: number;
  /** That of the first line. */
  readonly lineEnding: '\n' | '\r\n';
  /** Unfolded, RFC 2047 decoded value of the first field of that name (any case), or undefined. */
  first(name: string): string | undefined;
  /** All of them, in order. */
  all(name: string): readonly string[];
}

export interface HeaderField {
  /** As written, without the colon and what blanks stand in front of it; '' for a line that is no field. */
  readonly name: string;
  /** Offset of the first byte of the field. */
  readonly start: number;
  /** Offset behind its last line ending. */
  readonly end: number;
  /** All bytes of the field, name and line endings included, one char a byte (latin1). */
  readonly raw: string;
}

export interface Part {
  /** Position in the tree: `0` is the message, then `1`, `1.2`; below an embedded message `1.0` is that message. */
  readonly path: string;
  readonly depth: number;
  /** Lower case `type/subtype`. */
  readonly contentType: string;
  /** File names: decoded (RFC 2047, RFC 2231) and as written, each once. */
  readonly names: readonly string[];
  readonly charset: string | undefined;
  /** Content-Transfer-Encoding, lower case; '' when absent. */
  readonly encoding: string;
  /** multipart, or an embedded message. */
  readonly container: boolean;
  /** The transfer-decoded contents, at most `limitBytes` of them; empty for multiparts, the message itself for embedded ones. */
  content(limitBytes: number): Buffer;
}

export interface Defect {
  readonly kind:
    | 'ambiguous-boundary'
    | 'missing-boundary'
    | 'no-parts'
    | 'header-too-long'
    | 'too-many-parts'
    | 'too-deep'
    | 'header-without-end'
    | 'not-a-field'
    | 'parser-gave-up';
  readonly text: string;
  /** Byte offset in the message where it shows; undefined inside decoded parts. */
  readonly offset?: number;
}

/** Limits were hit: what lies beyond was not looked at, so the contents count as unchecked (amavisd-new: UNCHECKED,2). */
export const OVER_LIMITS: ReadonlySet<Defect['kind']> = new Set([
  'header-too-long',
  'too-many-parts',
  'too-deep',
  'parser-gave-up',
]);
