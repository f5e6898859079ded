/** The header of a quarantined message as it came, at most 64 KiB of it. */
import type { QuarantineItem } from './list.ts';
import { readOriginal } from './read.ts';

const MAX_BYTES = 64 * 1024;

export async function readHeader(item: QuarantineItem): Promise<string> {
  let beginning = Buffer.alloc(0);
  for await (const chunk of readOriginal(item, item.block)) {
    beginning = Buffer.concat([beginning, chunk]);
    if (beginning.length >= MAX_BYTES) break;
  }
  const text = beginning.toString('utf8', 0, MAX_BYTES).replaceAll('\r\n', '\n');
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  return end < 0 ? text : text.slice(0, end + 1);
}
