/** A member's local header (APPNOTE 4.3.7) and data descriptor (4.3.9), checked against its entry in the directory. */
import type { Buffer } from 'node:buffer';
import { SIGNATURE, readUInt64 } from './zip-format.ts';
import type { DirectoryEntry } from './zip-format.ts';
import { readZip64 } from './zip64-extra.ts';

const HEADER_BYTES = 30;
const HAS_DESCRIPTOR = 8;
const STORED = 0;

interface LocalHeader {
  readonly flags: number;
  readonly name: Buffer;
  readonly crc32: number;
  readonly sizeBytes: number;
  readonly isZip64: boolean;
  readonly dataAt: number;
}

interface Descriptor {
  readonly crc32: number;
  readonly sizeBytes: number;
}

/** The data as they stand in the archive; shorter than promised where the archive ends before. undefined: broken. */
export function dataOf(bytes: Buffer, entry: DirectoryEntry): Buffer | undefined {
  const header = readHeader(bytes, entry);
  if (header === undefined) return undefined;
  const { dataAt } = header;
  if ((header.flags & HAS_DESCRIPTOR) !== 0) {
    const crcSoFar = entry.method === STORED ? 0 : entry.crc32;
    const told = readDescriptor(bytes, dataAt + entry.compressedSize, header.isZip64, crcSoFar);
    if (told?.crc32 !== entry.crc32 || told.sizeBytes !== entry.sizeBytes) return undefined;
  }
  return bytes.subarray(dataAt, Math.min(bytes.length, dataAt + entry.compressedSize));
}

/** The name and flags of a folder; without a name there the one in the directory counts. undefined: broken. */
export function directoryNameOf(
  bytes: Buffer,
  entry: DirectoryEntry,
): { readonly flags: number; readonly name: Buffer | undefined } | undefined {
  const header = readHeader(bytes, entry);
  if (header === undefined) return undefined;
  const { flags, name } = header;
  const isSound =
    (flags & HAS_DESCRIPTOR) === 0
      ? header.crc32 === entry.crc32 && header.sizeBytes === entry.sizeBytes
      : readDescriptor(bytes, header.dataAt + entry.compressedSize, header.isZip64, entry.crc32) !==
        undefined;
  return isSound ? { flags, name: name.length === 0 ? undefined : name } : undefined;
}

function readHeader(bytes: Buffer, entry: DirectoryEntry): LocalHeader | undefined {
  const at = headerAt(bytes, entry);
  if (at === undefined || at + HEADER_BYTES > bytes.length) return undefined;
  const nameEnd = at + HEADER_BYTES + bytes.readUInt16LE(at + 26);
  const dataAt = nameEnd + bytes.readUInt16LE(at + 28);
  if (dataAt > bytes.length) return undefined;
  const sizes = {
    compressedSize: bytes.readUInt32LE(at + 18),
    sizeBytes: bytes.readUInt32LE(at + 22),
  };
  const real = entry.archiveIsZip64
    ? readZip64(bytes.subarray(nameEnd, dataAt), sizes)
    : { ...sizes, isZip64: false };
  return (
    real && {
      flags: bytes.readUInt16LE(at + 6),
      name: bytes.subarray(at + HEADER_BYTES, nameEnd),
      crc32: bytes.readUInt32LE(at + 14),
      sizeBytes: real.sizeBytes,
      isZip64: real.isZip64,
      dataAt,
    }
  );
}

function headerAt(bytes: Buffer, { localOffset, shift }: DirectoryEntry): number | undefined {
  if (localOffset + 4 > bytes.length) return undefined;
  if (bytes.readUInt32LE(localOffset) === SIGNATURE.local) return localOffset;
  const at = Math.max(0, localOffset + shift);
  if (shift === 0 || at + 4 > bytes.length) return undefined;
  return bytes.readUInt32LE(at) === SIGNATURE.local ? at : undefined;
}

/** Its signature is optional: four bytes that look like it are one unless they are the checksum that is expected. */
function readDescriptor(bytes: Buffer, at: number, isZip64: boolean, crc32: number): Descriptor | undefined {
  if (at + 4 > bytes.length) return undefined;
  const first = bytes.readUInt32LE(at);
  const crcAt = first === SIGNATURE.descriptor && first !== crc32 ? at + 4 : at;
  const end = crcAt + (isZip64 ? 20 : 12);
  if (end > bytes.length) return undefined;
  return {
    crc32: bytes.readUInt32LE(crcAt),
    sizeBytes: isZip64 ? readUInt64(bytes, crcAt + 12) : bytes.readUInt32LE(crcAt + 8),
  };
}
