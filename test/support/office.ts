/** Beginnings of OLE compound files ([MS-CFB] 2.2), for tests. Byte strings. */

const HEADER = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';
const SECTOR_BYTES = 1024;

/** The header, zeros with single bytes set, then `content`. */
export function oleFile(content = '', bytes: Readonly<Record<number, number>> = {}): string {
  const sector = Buffer.alloc(SECTOR_BYTES);
  sector.write(HEADER, 'latin1');
  for (const [offset, byte] of Object.entries(bytes)) sector.writeUInt8(byte, Number(offset));
  return sector.toString('latin1') + content;
}

/** With the name of an unencrypted Excel file's stream. */
export function workbook(bytes: Readonly<Record<number, number>> = {}): string {
  return oleFile(Buffer.from('Workbook', 'utf16le').toString('latin1'), bytes);
}
