/**
 * The bytes of a source from `start` up to `end` (both are cut to its size), as a source of its own: what follows lines
 * that are taken off, a message in a message.
 */
import type { ByteSource } from './source.ts';

export function subSource(whole: ByteSource, start: number, end = whole.sizeBytes): ByteSource {
  if (start === 0 && end >= whole.sizeBytes) return whole;
  const sizeBytes = Math.max(0, Math.min(end, whole.sizeBytes) - start);
  const place = (offset: number) => start + Math.min(offset, sizeBytes);
  return {
    sizeBytes,
    read: (from, to) => whole.read(place(from), place(to)),
    chunks: (from = 0, to = sizeBytes) => whole.chunks(place(from), place(to)),
    stream: (from = 0, to = sizeBytes) => whole.stream(place(from), place(to)),
  };
}
