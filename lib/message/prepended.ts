/**
 * The lines that pipe(8) puts in front of a message for its flags F, R, O and D: an mbox `From ` line, Return-Path,
 * X-Original-To, Delivered-To, in this order (Postfix, src/global/mail_copy.c). They tell of this hop and must not
 * leave with the message. Only the very first lines count, each at most once: below another field they are the message's own.
 */
import type { ByteSource } from '../io/source.ts';

const FLAGS_IN_ORDER = [/^From /, /^Return-Path:/i, /^X-Original-To:/i, /^Delivered-To:/i];
/** Addresses have at most 320 characters or so; a longer line was not made by pipe(8). */
const MAX_LINE_BYTES = 4096;

/** The offset of the first byte that is the message's own. */
export function prependedEnd(source: ByteSource): number {
  let offset = 0;
  for (const pattern of FLAGS_IN_ORDER) {
    const start = source.read(offset, offset + MAX_LINE_BYTES);
    const lineFeed = start.indexOf(0x0a);
    if (lineFeed < 0 || !pattern.test(start.toString('latin1', 0, lineFeed))) continue;
    const next = start[lineFeed + 1];
    const folded = next === 0x20 || next === 0x09;
    if (!folded) offset += lineFeed + 1;
  }
  return offset;
}
