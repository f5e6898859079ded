/** The bytes from `start` up to `end` of a source, as a source of its own: one message of an mbox file. */
import type { ByteSource } from '../io/source.ts';

export function rangeSource(whole: ByteSource, start: number, end: number): ByteSource {
  const sizeBytes = Math.max(0, Math.min(end, whole.sizeBytes) - start);
  const place = (offset: number) => start + Math.min(offset, sizeBytes);
  return {
    sizeBytes,
    read: (from, to) => whole.read(place(from), place(to)),
    chunks: (from = 0, to = sizeBytes) => whole.chunks(place(from), place(to)),
    stream: (from = 0, to = sizeBytes) => whole.stream(place(from), place(to)),
  };
}
