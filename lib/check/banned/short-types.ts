/**
 * What a part is by its contents, in amavisd-new's short types: `exe`, `exe-ms`, `zip` ... `head` are the first bytes,
 * HEAD_BYTES of them are enough for all. No type at all for text and for what is not known.
 *
 * The signatures are those of the formats' public specifications: PE/COFF (Microsoft), ELF, APPNOTE (zip), RAR 5.0
 * technote, 7zFormat.txt, RFC 1952, ECMA-119 (ISO 9660), [MS-SHLLINK], [MS-ONESTORE], [MS-VHDX], [MS-CFB], [MS-CAB],
 * [MS-OXTNEF] and so on.
 */
export const HEAD_BYTES = 34_816;

/** Types, bytes (one char each), offset. */
const MAGIC: readonly (readonly [types: readonly string[], bytes: string, offset?: number])[] = [
  [['exe', 'exe-unix'], '\x7fELF'],
  [['zip'], 'PK\x03\x04'],
  [['zip'], 'PK\x05\x06'],
  [['zip'], 'PK\x07\x08'],
  [['rar'], 'Rar!\x1a\x07'],
  [['7z'], '7z\xbc\xaf\x27\x1c'],
  [['gz'], '\x1f\x8b'],
  [['Z'], '\x1f\x9d'],
  [['bz2'], 'BZh'],
  [['xz'], '\xfd7zXZ\0'],
  [['zst'], '\x28\xb5\x2f\xfd'],
  [['lz4'], '\x04\x22\x4d\x18'],
  [['cab'], 'MSCF\0\0\0\0'],
  [['arj'], '\x60\xea'],
  [['ace'], '**ACE**', 7],
  [['lha'], '-lh', 2],
  [['tar'], 'ustar', 257],
  [['rpm'], '\xed\xab\xee\xdb'],
  [['deb'], '!<arch>\ndebian'],
  [['wim'], 'MSWIM\0\0\0'],
  // The volume descriptor in sector 16: ISO 9660, or UDF alone (ECMA-167).
  [['iso'], 'CD001', 32_769],
  [['iso'], 'BEA01', 32_769],
  [['vhd'], 'conectix'],
  [['vhdx'], 'vhdxfile'],
  [['cdf-ms'], '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  [['tnef'], '\x78\x9f\x3e\x22'],
  [['lnk'], 'L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F'],
  [['one'], '\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3'],
  [['chm'], 'ITSF\x03\0\0\0'],
  [['java'], '\xca\xfe\xba\xbe'],
  [['swf'], 'FWS'],
  [['swf'], 'CWS'],
  [['pdf'], '%PDF-'],
  [['rtf'], '{\\rtf'],
  [['image', 'jpg'], '\xff\xd8\xff'],
  [['image', 'png'], '\x89PNG\r\n\x1a\n'],
  [['image', 'gif'], 'GIF8'],
];

export function shortTypes(head: Buffer): readonly string[] {
  if (isDosExecutable(head)) return isDll(head) ? ['exe', 'dll'] : ['exe', 'exe-ms'];
  const known = MAGIC.find(
    ([, bytes, offset = 0]) => head.toString('latin1', offset, offset + bytes.length) === bytes,
  );
  if (known !== undefined) return known[0];
  return isHtml(head) ? ['html'] : [];
}

/** `MZ` and a byte that text does not have: DOS and all Windows formats have one in their first 64. */
function isDosExecutable(head: Buffer): boolean {
  return head.toString('latin1', 0, 2) === 'MZ' && /[\0-\x08\x0e-\x1a]/.test(head.toString('latin1', 2, 64));
}

/** PE/COFF: offset of the signature at 60, Characteristics 22 bytes behind it, IMAGE_FILE_DLL 0x2000. */
function isDll(head: Buffer): boolean {
  if (head.length < 64) return false;
  const pe = head.readUInt32LE(60);
  if (head.toString('latin1', pe, pe + 4) !== 'PE\0\0' || head.length < pe + 24) return false;
  return (head.readUInt16LE(pe + 22) & 0x2000) !== 0;
}

function isHtml(head: Buffer): boolean {
  const start = head.toString('latin1', 0, 512).replace(/^\xef\xbb\xbf/, '');
  return /^\s*<(?:!doctype\s+html|html[\s>])/i.test(start);
}
