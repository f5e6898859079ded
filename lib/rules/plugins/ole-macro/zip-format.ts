/** The vocabulary of zip archives (APPNOTE 4.3) that the readers of their parts share. */
import type { Buffer } from 'node:buffer';

export const SIGNATURE = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  entry: 0x02014b50,
  end: 0x06054b50,
  zip64End: 0x06064b50,
  zip64Locator: 0x07064b50,
} as const;

/** A member as the central directory has it. */
export interface DirectoryEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly isDirectory: boolean;
  readonly method: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly sizeBytes: number;
  readonly localOffset: number;
  /** What to add to localOffset where no member is found there: other data may stand in front of the archive. */
  readonly shift: number;
  readonly archiveIsZip64: boolean;
}

/** Exact up to 2^53, which is far beyond any archive here. */
export function readUInt64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
