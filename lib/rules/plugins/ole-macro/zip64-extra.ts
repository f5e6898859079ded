/** Zip64 extended information (APPNOTE 4.5.3): the sizes and places that do not fit into a header. */
import type { Buffer } from 'node:buffer';
import { readUInt64 } from './zip-format.ts';

/** What a header says; local headers know no place and no disk. */
export interface HeaderSizes {
  readonly sizeBytes: number;
  readonly compressedSize: number;
  readonly localOffset?: number;
  readonly disk?: number;
}

const ZIP64 = 1;
const ELSEWHERE_32 = 0xffffffff;
const ELSEWHERE_16 = 0xffff;

/**
 * The header with what the extra field knows better. Which values stand there follows from the header, or, where writers are
 * known to put all of them, from the length. undefined: the extra field is broken.
 */
export function readZip64<T extends HeaderSizes>(
  extra: Buffer,
  header: T,
): (T & { readonly isZip64: boolean }) | undefined {
  const found = findField(extra);
  if (found === undefined) return undefined;
  const { field } = found;
  if (field === undefined) return { ...header, isZip64: false };
  const isLocal = header.localOffset === undefined;
  const all = field.length === 24 || field.length === 28;
  const hasSizes = all || (isLocal && field.length === 16);
  const real: { -readonly [K in keyof T]: T[K] } & { isZip64: boolean } = { ...header, isZip64: true };
  let at = 0;
  const next = (): number => {
    at += 8;
    return at <= field.length ? readUInt64(field, at - 8) : 0;
  };
  if (hasSizes || header.sizeBytes === ELSEWHERE_32) real.sizeBytes = next();
  if (hasSizes || header.compressedSize === ELSEWHERE_32) real.compressedSize = next();
  if (all || header.localOffset === ELSEWHERE_32) real.localOffset = next();
  if (field.length === 28 || (!all && header.disk === ELSEWHERE_16)) at += 4;
  return at === field.length ? real : undefined;
}

/** The last zip64 field; `field` undefined: there is none. undefined: the fields do not fill the extra field. */
function findField(extra: Buffer): { readonly field: Buffer | undefined } | undefined {
  let field: Buffer | undefined;
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return undefined;
    if (extra.readUInt16LE(at) === ZIP64) field = extra.subarray(at + 4, end);
    at = end;
  }
  return at === extra.length ? { field } : undefined;
}
