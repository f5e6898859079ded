/** The part of a message source from `offset` on, as a source of its own: what follows lines that are taken off. */
import type { ByteSource } from './source.ts';

export function subSource(whole: ByteSource, offset: number): ByteSource {
  if (offset === 0) return whole;
  const sizeBytes = Math.max(0, whole.sizeBytes - offset);
  return {
    sizeBytes,
    read: (start, end) => whole.read(offset + start, offset + end),
    chunks: (start = 0, end = sizeBytes) => whole.chunks(offset + start, offset + end),
    stream: (start = 0, end = sizeBytes) => whole.stream(offset + start, offset + end),
  };
}
