/**
 * The beginning of the original's header for a bounce: whole lines, at most 16 KiB, line ends LF, no line over 998 bytes,
 * NUL and stray CR replaced. Charset is what 8-bit bytes in it turn out to be.
 */
import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../io/source.ts';

export interface HeaderExcerpt {
  readonly body: Buffer;
  readonly charset: 'us-ascii' | 'utf-8' | 'unknown-8bit';
}

const MAX_BYTES = 16 * 1024;
const MAX_LINE = 998;

/** `endOffset`: where the header ends in the message. */
export function headerExcerpt(source: ByteSource, endOffset: number): HeaderExcerpt {
  const lines = wholeLines(source.read(0, Math.min(endOffset, MAX_BYTES + 1)))
    .toString('latin1')
    .replace(/\r\n/g, '\n')
    .replace(/[\0\r]/g, '?')
    .split('\n')
    .map(line => line.slice(0, MAX_LINE));
  const text = lines.join('\n').replace(/\n*$/, '\n');
  const body = Buffer.from(text === '\n' ? '' : text, 'latin1');
  return { body, charset: charsetOf(body) };
}

function wholeLines(header: Buffer): Buffer {
  if (header.length <= MAX_BYTES) return header;
  const excerpt = header.subarray(0, MAX_BYTES);
  const lastEnd = excerpt.lastIndexOf(0x0a);
  return lastEnd < 0 ? excerpt : excerpt.subarray(0, lastEnd + 1);
}

function charsetOf(body: Buffer): HeaderExcerpt['charset'] {
  if (!body.some(byte => byte > 0x7f)) return 'us-ascii';
  return isUtf8(body) ? 'utf-8' : 'unknown-8bit';
}
