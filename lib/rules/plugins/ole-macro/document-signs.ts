/**
 * What gives documents away: by their bytes (OLE compound files, RTF, flat XML) and by the parts of an OOXML package. Inputs
 * are byte strings of any content; every check is linear. The signs are those of SpamAssassin 4.0.1's OLEVBMacro.
 */
const OLE_HEADER = '\xd0\xcf\x11\xe0';
/** Of a file that starts with the OLE header: the Attribute lines of a VBA module, the stream of an embedded object. */
const OLE_MACRO_SIGNS = ['\0Attribut\0', `\x01\0${wide('Ole10Na')}`];
const OTHER_MACRO_SIGNS = [
  '\\objemb',
  '\\objdat',
  '\\ objdat',
  'w:macrosPresent="yes"',
  'vbaProject.bin.rels',
];
const HEAD_BYTES = 2000;
/** Bytes of the File Information Block, or of a workbook's first records, that encryption sets. */
const ENCRYPTION_BYTES: readonly (readonly [number, string])[] = [
  [0x208, '\xfe'],
  [0x214, '\x2f'],
  [0x20b, '\x13'],
];

/** In UTF-16LE. */
function wide(text: string): string {
  return text.replace(/./g, '$&\0');
}

export function isOleFile(data: string): boolean {
  return data.startsWith(OLE_HEADER);
}

export function isEncrypted(data: string): boolean {
  if (!isOleFile(data)) return false;
  if (/<encryption xmlns/i.test(data)) return true;
  const head = data.slice(0, HEAD_BYTES);
  if (head.includes(wide('EncryptedPackage').slice(0, -1))) return true;
  const spaced = head.replaceAll('\\0', ' ');
  if (spaced.includes('E n c r y p t e d P a c k a g e')) return true;
  if (spaced.includes(wide('Workbook'))) return false;
  return ENCRYPTION_BYTES.some(([offset, byte]) => data[offset] === byte);
}

export function hasMacroSign(data: string): boolean {
  const signs = isOleFile(data) ? OLE_MACRO_SIGNS : OTHER_MACRO_SIGNS;
  return signs.some(sign => data.includes(sign));
}

/** It may run when the document is opened. */
export function runsOnOpen(data: string): boolean {
  return /(?:document|auto|workbook)_?open/i.test(data);
}

/** By [Content_Types].xml. */
export function declaresMacros(contentTypes: string): boolean {
  return /ContentType=["']application\/vnd\.ms-office\.vbaProject["']|macroEnabled|application\/vnd\.ms-excel\.(?:intl)?macrosheet/i.test(
    contentTypes,
  );
}

/** A cell that makes Excel start the command interpreter by dynamic data exchange. */
export function startsCommand(csv: string): boolean {
  return /MSEXCEL\|.{1,20}Windows\\System32\\cmd\.exe/.test(csv);
}
