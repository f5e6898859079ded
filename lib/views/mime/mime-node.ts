/** One node of SpamAssassin's MIME tree. All text is byte strings with LF line endings. */
import type { RawField } from '../header/split-message.ts';
import type { ContentType } from './content-type.ts';

export interface MimeNode {
  readonly fields: readonly RawField[];
  readonly contentType: ContentType;
  /** Of Content-Type alone; that of `contentType` may be another, by where the part stands. */
  readonly declaredType: string;
  /** Lower case; '' when absent. */
  readonly encoding: string;
  /** File name of Content-Disposition, else of Content-Type. */
  readonly fileName: string | undefined;
  /** The body before transfer decoding. */
  readonly body: string;
  /** A multipart without parts is no leaf. */
  readonly isLeaf: boolean;
  /** Empty for leaves; one child for an enclosed message. */
  readonly children: readonly MimeNode[];
  /** Transfer-decoded body of a leaf. */
  decoded(): string;
}
