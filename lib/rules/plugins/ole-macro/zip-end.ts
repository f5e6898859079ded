/** Finds the end of a zip archive's directory: end record (APPNOTE 4.3.16), zip64 end record and locator (4.3.14, 4.3.15). */
import type { Buffer } from 'node:buffer';
import { readUInt64 } from './zip-format.ts';

export interface DirectoryEnd {
  readonly isZip64: boolean;
  /** Where the directory should be over. */
  readonly directoryEnd: number;
  readonly directoryBytes: number;
  /** How many bytes stand in front of what calls itself the beginning of the archive; below 0 if the record is wrong. */
  readonly shift: number;
}

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const ZIP64_END_BYTES = 56;
/** As far back as Archive::Zip looks. */
const MAX_SEARCH_BYTES = 32_768;
const SAY_ZIP64_16 = 0xffff;
const SAY_ZIP64_32 = 0xffffffff;

/** undefined: none, or a broken one. */
export function findEnd(bytes: Buffer): DirectoryEnd | undefined {
  const at = bytes.lastIndexOf('PK\x05\x06');
  if (at < Math.max(0, bytes.length - MAX_SEARCH_BYTES) || at + END_BYTES > bytes.length) return undefined;
  if (at + END_BYTES + bytes.readUInt16LE(at + 20) > bytes.length) return undefined;
  const zip64 = findZip64End(bytes, at);
  if (zip64 !== undefined) return zip64;
  const counts = [4, 6, 8, 10].map(offset => bytes.readUInt16LE(at + offset));
  const directoryBytes = bytes.readUInt32LE(at + 12);
  const directoryOffset = bytes.readUInt32LE(at + 16);
  const saysZip64 =
    counts.includes(SAY_ZIP64_16) || directoryBytes === SAY_ZIP64_32 || directoryOffset === SAY_ZIP64_32;
  if (saysZip64) return undefined;
  return { isZip64: false, directoryEnd: at, directoryBytes, shift: at - directoryBytes - directoryOffset };
}

/** Only records whose places fit together count, whatever their signatures; else the archive is read as if there were none. */
function findZip64End(bytes: Buffer, endAt: number): DirectoryEnd | undefined {
  const locatorAt = endAt - LOCATOR_BYTES;
  if (locatorAt < 0) return undefined;
  const at = readUInt64(bytes, locatorAt + 8);
  if (at > locatorAt - ZIP64_END_BYTES) return undefined;
  if (at + 12 + readUInt64(bytes, at + 4) !== locatorAt) return undefined;
  const directoryBytes = readUInt64(bytes, at + 40);
  return {
    isZip64: true,
    directoryEnd: at,
    directoryBytes,
    shift: at - directoryBytes - readUInt64(bytes, at + 48),
  };
}
