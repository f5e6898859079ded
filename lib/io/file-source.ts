/**
 * A message kept in a file, see source.ts: the spool file of a large message, or a file that a person names.
 * The file stays open until `close`, so the file may be unlinked meanwhile.
 */
import { readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { MailsiftError } from '../errors.ts';
import type { OpenFile } from './scratch-file.ts';
import type { ByteSource } from './source.ts';

const CHUNK_BYTES = 64 * 1024;

export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** Throws MailsiftError when the file turns out to be shorter than `sizeBytes`. */
export function fileSource(file: OpenFile, sizeBytes: number): FileSource {
  function read(start: number, end: number): Buffer {
    const from = Math.min(start, sizeBytes);
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(end, sizeBytes) - from));
    for (let done = 0; done < bytes.length;) {
      const count = readSync(file.fd, bytes, done, bytes.length - done, from + done);
      if (count === 0) throw new MailsiftError(`message file shorter than the ${sizeBytes} bytes it had`);
      done += count;
    }
    return bytes;
  }
  function* chunks(start = 0, end = sizeBytes): Generator<Buffer> {
    const last = Math.min(end, sizeBytes);
    for (let at = start; at < last; at += CHUNK_BYTES) yield read(at, Math.min(at + CHUNK_BYTES, last));
  }
  return {
    sizeBytes,
    read,
    chunks,
    stream: (start, end) => Readable.from(chunks(start, end), { objectMode: false }),
    close: () => file.close(),
  };
}
