/**
 * The bytes of one message, wherever they are kept: in memory when small, in a spool file when not. Offsets count
 * from the first byte of the message. Reads are synchronous, since what is read is either memory or a local file that
 * this process has just written. Nobody holds the whole of a large message: take `chunks` or a bounded `read`.
 */
import type { Readable } from 'node:stream';

export interface ByteSource {
  readonly sizeBytes: number;
  /** The bytes from `start` up to `end` (not included); both are cut to the size. The result must not be written to. */
  read(start: number, end: number): Buffer;
  /** The same range in pieces of at most 64 KiB. */
  chunks(start?: number, end?: number): Iterable<Buffer>;
  /** The same range as a stream with back pressure. */
  stream(start?: number, end?: number): Readable;
}
