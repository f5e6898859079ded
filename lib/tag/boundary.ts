/** A MIME boundary that does not occur in the original, so that nobody can break out of its part. */
import type { ByteSource } from '../io/source.ts';

export function newBoundary(source: ByteSource, nowMs: number, random: () => number): string {
  let boundary = `----------=_${hex(Math.floor(nowMs / 1000))}.${hex(Math.floor(random() * 2 ** 32))}`;
  while (contains(source, boundary)) boundary += `/${hex(Math.floor(random() * 2 ** 32))}`;
  return boundary;
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(8, '0');
}

function contains(source: ByteSource, text: string): boolean {
  let last: Buffer = Buffer.alloc(0);
  for (const chunk of source.chunks()) {
    const joined = Buffer.concat([last, chunk]);
    if (joined.includes(text, 0, 'latin1')) return true;
    last = joined.subarray(Math.max(0, joined.length - text.length));
  }
  return false;
}
