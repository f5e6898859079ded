/**
 * What of a message is scanned: the message as it came, then the decoded contents of each part, because ClamAV's own
 * MIME decoder can be led astray where a mail reader is not. What was already given out (same SHA-256), empty, or over
 * the size limit is left out; the latter and contents cut at the part limit are told in `unscanned`.
 * Contents are decoded one at a time, when asked for.
 */
import { createHash } from 'node:crypto';
import type { Message, Part } from '../../message/message.ts';

export interface ScanItem {
  /** `message`, `part 1.2` */
  readonly label: string;
  readonly sizeBytes: number;
  chunks(): Iterable<Buffer>;
}

export interface ItemLimits {
  readonly maxSizeBytes: number;
  readonly partLimitBytes: number;
  readonly scanParts: boolean;
}

export function* scanItems(message: Message, limits: ItemLimits, unscanned: string[]): Generator<ScanItem> {
  const { source } = message;
  if (source.sizeBytes > limits.maxSizeBytes) {
    unscanned.push(tooLarge('message', source.sizeBytes, limits.maxSizeBytes));
  } else if (source.sizeBytes > 0) {
    yield { label: 'message', sizeBytes: source.sizeBytes, chunks: () => source.chunks() };
  }
  if (!limits.scanParts) return;
  const seen = new Set<string>();
  for (const part of message.parts) {
    const content = contentOf(part, limits, unscanned);
    if (content.length === 0) continue;
    const digest = createHash('sha256').update(content).digest('latin1');
    if (seen.has(digest)) continue;
    seen.add(digest);
    yield { label: `part ${part.path}`, sizeBytes: content.length, chunks: () => slices(content) };
  }
}

function contentOf(part: Part, limits: ItemLimits, unscanned: string[]): Buffer {
  const label = `part ${part.path}`;
  const limitBytes = Math.min(limits.partLimitBytes, limits.maxSizeBytes);
  const content = part.content(limitBytes + 1);
  if (content.length <= limitBytes) return content;
  unscanned.push(`${label}: only its first ${limitBytes} bytes were scanned`);
  return content.subarray(0, limitBytes);
}

export function tooLarge(label: string, sizeBytes: number, limitBytes: number): string {
  return `${label}: ${sizeBytes} bytes, more than the ${limitBytes} bytes that are scanned`;
}

const CHUNK_BYTES = 64 * 1024;

function* slices(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += CHUNK_BYTES) yield content.subarray(at, at + CHUNK_BYTES);
}
