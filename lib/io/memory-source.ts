/** A message kept in memory, see source.ts. */
import { Readable } from 'node:stream';
import type { ByteSource } from './source.ts';

const CHUNK_BYTES = 64 * 1024;

export function memorySource(bytes: Buffer): ByteSource {
  function* chunks(start = 0, end = bytes.length): Generator<Buffer> {
    const last = Math.min(end, bytes.length);
    for (let at = start; at < last; at += CHUNK_BYTES)
      yield bytes.subarray(at, Math.min(at + CHUNK_BYTES, last));
  }
  return {
    sizeBytes: bytes.length,
    read: (start, end) => bytes.subarray(start, Math.max(start, end)),
    chunks,
    stream: (start, end) => Readable.from(chunks(start, end), { objectMode: false }),
  };
}
