/** A zip archive of one file, for tests. Format: PKWARE APPNOTE 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (end). */
import { crc32, deflateRawSync } from 'node:zlib';

export function zip(name: string, content: Buffer, method: 'stored' | 'deflated' = 'deflated'): Buffer {
  const data = method === 'deflated' ? deflateRawSync(content) : content;
  const nameBytes = Buffer.from(name, 'utf8');
  // Version 2.0, no flags, method, time and date, CRC, sizes, name length, no extra field.
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(method === 'deflated' ? 8 : 0, 4);
  common.writeUInt16LE(0x5a21, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(nameBytes.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, data]);
  const directory = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    common,
    Buffer.alloc(14),
    nameBytes,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}
