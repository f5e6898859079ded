/**
 * Zip archives for tests. Format: PKWARE APPNOTE 4.3.7 (local header), 4.3.9 (descriptor), 4.3.12 (directory), 4.3.14 and 4.3.15
 * (zip64 end), 4.3.16 (end), 4.5.3 (zip64 extra field).
 */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content?: Buffer | string;
  readonly method?: 'stored' | 'deflated';
  /** General purpose flags: 1 encrypted, 8 with descriptor, 0x800 name in UTF-8. */
  readonly flags?: number;
  readonly extra?: Buffer;
}

export interface ZipOptions {
  readonly comment?: string;
  /** Bytes in front of the archive that its offsets do not know of. */
  readonly prefix?: Buffer;
  /** With a zip64 end record and the sizes in extra fields. */
  readonly isZip64?: boolean;
}

/** An archive of one file. */
export function zip(name: string, content: Buffer, method: 'stored' | 'deflated' = 'deflated'): Buffer {
  return zipArchive([{ name, content, method }]);
}

/** Strings are byte strings, save names, which are written as UTF-8. */
export function zipArchive(entries: readonly ZipEntry[], options: ZipOptions = {}): Buffer {
  const { comment = '', prefix = Buffer.alloc(0), isZip64 = false } = options;
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = write(entry, offset, isZip64);
    locals.push(local);
    directory.push(central);
    offset += local.length;
  }
  const size = Buffer.concat(directory).length;
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(isZip64 ? 0xffffffff : size, 12);
  end.writeUInt32LE(isZip64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  const end64 = isZip64 ? zip64End(entries.length, size, offset) : Buffer.alloc(0);
  return Buffer.concat([prefix, ...locals, ...directory, end64, end, Buffer.from(comment, 'latin1')]);
}

function write(entry: ZipEntry, offset: number, isZip64: boolean): { local: Buffer; central: Buffer } {
  const { name, content = '', method = 'deflated', flags = 0, extra = Buffer.alloc(0) } = entry;
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  const data = method === 'deflated' ? deflateRawSync(bytes) : bytes;
  const nameBytes = Buffer.from(name, 'utf8');
  const sizes64 = isZip64 ? zip64Sizes(bytes.length, data.length) : Buffer.alloc(0);
  const allExtra = Buffer.concat([sizes64, extra]);
  // Version 2.0, flags, method, time and date, CRC, sizes, name length, extra field length.
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(flags, 2);
  common.writeUInt16LE(method === 'deflated' ? 8 : 0, 4);
  common.writeUInt16LE(0x5a21, 8);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(isZip64 ? 0xffffffff : data.length, 14);
  common.writeUInt32LE(isZip64 ? 0xffffffff : bytes.length, 18);
  common.writeUInt16LE(nameBytes.length, 22);
  common.writeUInt16LE(allExtra.length, 24);
  const inLocal = Buffer.from(common);
  if ((flags & 8) !== 0) inLocal.fill(0, 10, 22);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return {
    local: Buffer.concat([
      Buffer.from('PK\x03\x04', 'latin1'),
      inLocal,
      nameBytes,
      allExtra,
      data,
      (flags & 8) === 0 ? Buffer.alloc(0) : descriptor(bytes, data.length, isZip64),
    ]),
    central: Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, nameBytes, allExtra]),
  };
}

function descriptor(content: Buffer, compressedSize: number, isZip64: boolean): Buffer {
  const result = Buffer.alloc(isZip64 ? 24 : 16);
  result.write('PK\x07\x08', 0, 'latin1');
  result.writeUInt32LE(crc32(content), 4);
  if (isZip64) {
    result.writeBigUInt64LE(BigInt(compressedSize), 8);
    result.writeBigUInt64LE(BigInt(content.length), 16);
  } else {
    result.writeUInt32LE(compressedSize, 8);
    result.writeUInt32LE(content.length, 12);
  }
  return result;
}

function zip64Sizes(sizeBytes: number, compressedSize: number): Buffer {
  const result = Buffer.alloc(20);
  result.writeUInt16LE(1, 0);
  result.writeUInt16LE(16, 2);
  result.writeBigUInt64LE(BigInt(sizeBytes), 4);
  result.writeBigUInt64LE(BigInt(compressedSize), 12);
  return result;
}

function zip64End(count: number, size: number, offset: number): Buffer {
  const result = Buffer.alloc(76);
  result.write('PK\x06\x06', 0, 'latin1');
  result.writeBigUInt64LE(44n, 4);
  result.writeBigUInt64LE(BigInt(count), 24);
  result.writeBigUInt64LE(BigInt(count), 32);
  result.writeBigUInt64LE(BigInt(size), 40);
  result.writeBigUInt64LE(BigInt(offset), 48);
  result.write('PK\x06\x07', 56, 'latin1');
  result.writeBigUInt64LE(BigInt(offset + size), 64);
  result.writeUInt32LE(1, 72);
  return result;
}
