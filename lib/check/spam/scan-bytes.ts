/**
 * The bytes of a message that the rules get to see: all of a small one; of a large one the header (at most 64 KiB of it)
 * and as much of the body as the scan size allows. A large message is cut short, never skipped (amavisd-new:
 * sa_mail_body_size_limit), since spam could else buy its way in with padding.
 */
import type { Message } from '../../message/message.ts';

const MAX_HEADER_BYTES = 64 * 1024;

export function scanBytes(
  { source, header }: Pick<Message, 'source' | 'header'>,
  scanSizeBytes: number,
): { readonly bytes: Buffer; readonly truncated: boolean } {
  const { bodyOffset } = header;
  const whole = bodyOffset <= MAX_HEADER_BYTES && source.sizeBytes - bodyOffset <= scanSizeBytes;
  if (whole) return { bytes: source.read(0, source.sizeBytes), truncated: false };
  const head = source.read(0, Math.min(bodyOffset, MAX_HEADER_BYTES));
  const gap = bodyOffset > MAX_HEADER_BYTES ? Buffer.from('\n\n') : Buffer.alloc(0);
  const body = source.read(bodyOffset, bodyOffset + scanSizeBytes);
  return { bytes: Buffer.concat([head, gap, body]), truncated: true };
}
