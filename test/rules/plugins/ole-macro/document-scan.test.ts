/** Documents made to hurt: whatever they hold, looking through them does not throw and takes time in proportion to their size. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRules } from '../../../../lib/rules/parse-rules.ts';
import { DocumentScan } from '../../../../lib/rules/plugins/ole-macro/document-scan.ts';
import { scanSettings } from '../../../../lib/rules/plugins/ole-macro/scan-settings.ts';
import { zipArchive } from '../../../support/zip.ts';

const config = 'loadplugin Mail::SpamAssassin::Plugin::OLEVBMacro\nolemacro_extended_scan 1\n';
const settings = scanSettings(parseRules([{ name: 'test.cf', text: config }]));
const SIZE_BYTES = 1_024_000;
const MAX_MS = 2000;

const full = (piece: string): string =>
  piece.repeat(Math.ceil(SIZE_BYTES / piece.length)).slice(0, SIZE_BYTES);
const inZip = (name: string, piece: string): string =>
  zipArchive([{ name, content: full(piece) }]).toString('latin1');

/** File name, bytes. */
// prettier-ignore
const HOSTILE: readonly (readonly [string, string])[] = [
  ['a.doc', full('\0http://')],
  ['a.doc', `\0http://${full('a')}`],
  ['a.doc', full('\0http://aaaaaaaaaaaaaaaaaaaa.exe ')],
  ['a.doc', full('cmd /c ms^h^ta ht^tps:/^')],
  ['a.doc', full('\xd0\xcf\x11\xe0<encryption xmln')],
  ['a.doc', `\\objdat${full('document_')}`],
  ['a.csv', full('MSEXCEL|Windows\\System32\\cmd.ex')],
  ['a.docx', inZip('a.rels', 'Target="')],
  ['a.docx', inZip('a.rels', 'Relationship Target="x" ')],
  ['a.docx', inZip('a.rels', 'Target="x" TargetMode="Externa')],
  ['a.docx', inZip('a.rels', 'Relationship Target="http://a" TargetMode="External" ')],
  ['a.zip', full('PK\x05\x06')],
  ['a.zip', full('PK\x01\x02')],
];

for (const [name, data] of HOSTILE) {
  test(`${name} of ${JSON.stringify(data.slice(0, 24))}`, () => {
    const startMs = performance.now();
    new DocumentScan(settings).attachment(name, data);
    assert.ok(performance.now() - startMs < MAX_MS);
  });
}

test('no bytes by any name throw', () => {
  const name = fc.constantFrom('a.doc', 'a.docm', 'a.zip', 'a.bin', 'a.csv');
  const piece = fc.constantFrom(
    'PK',
    'PK\x05\x06',
    '\0http://',
    '.exe',
    '\xd0\xcf\x11\xe0',
    'Target="',
    '\0',
  );
  const bytes = fc.uint8Array({ maxLength: 40 }).map(array => Buffer.from(array).toString('latin1'));
  const content = fc.array(fc.oneof(piece, bytes), { maxLength: 12 }).map(pieces => pieces.join(''));
  const member = fc.record({ name: fc.oneof(name, fc.constant('_rels/.rels')), content });
  const archive = fc.array(member, { maxLength: 4 }).map(members => zipArchive(members).toString('latin1'));
  fc.assert(
    fc.property(name, fc.oneof(content, archive), (file, data) => {
      new DocumentScan(settings).attachment(file, data);
    }),
  );
});
