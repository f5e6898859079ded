/** Inflates raw deflate data (RFC 1951) within limits. Never throws. */
import type { Buffer } from 'node:buffer';
import { constants, inflateRawSync } from 'node:zlib';

const MAX_OUTPUT_BYTES = 16 * 2 ** 20;
/** RFC 1951 allows no more: 258 bytes for two bits. */
const MAX_RATIO = 1032;

/** What may still be made of one message. */
export interface Allowance {
  bytes: number;
}

/**
 * The inflated data; the beginning of it where it would exceed the limit. Data that stop before the stream ends give what
 * they hold, save where more of them should have been there (`isCutShort`). undefined: broken, or nothing left.
 */
export function inflateWithin(
  data: Buffer,
  { isCutShort, allowance }: { readonly isCutShort: boolean; readonly allowance: Allowance },
): Buffer | undefined {
  if (data.length === 0) return isCutShort ? undefined : data;
  const limit = Math.min(MAX_OUTPUT_BYTES, allowance.bytes);
  if (limit < MAX_RATIO) return undefined;
  const whole = attempt(data, limit, false);
  allowance.bytes -= typeof whole === 'string' ? Math.min(limit, data.length * MAX_RATIO) : whole.length;
  if (typeof whole !== 'string') return whole;
  let part: Buffer | Failure = whole;
  if (whole === 'unfinished' && !isCutShort) part = attempt(data, limit, true);
  if (whole === 'too long') part = attempt(data.subarray(0, Math.floor(limit / MAX_RATIO)), limit, true);
  return typeof part === 'string' ? undefined : part;
}

type Failure = 'unfinished' | 'too long' | 'broken';

function attempt(data: Buffer, maxOutputLength: number, mayBeUnfinished: boolean): Buffer | Failure {
  const finishFlush = mayBeUnfinished ? constants.Z_SYNC_FLUSH : constants.Z_FINISH;
  try {
    return inflateRawSync(data, { maxOutputLength, finishFlush });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') return 'too long';
    return code === 'Z_BUF_ERROR' ? 'unfinished' : 'broken';
  }
}
