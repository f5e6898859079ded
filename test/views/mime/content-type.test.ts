import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { dispositionName, parseContentType } from '../../../lib/views/mime/content-type.ts';

// Source: Mail::SpamAssassin::Util::parse_content_type of 4.0.1, run on the same values.
const TYPES: readonly (readonly [value: string, type: string, name: string | undefined])[] = [
  ['Application/PDF; name="a b.pdf"', 'application/pdf', 'a b.pdf'],
  ['application/pdf; name=a b.pdf', 'application/pdf', 'a b.pdf'],
  ["application/pdf; filename = 'a.pdf'; x=y", 'application/pdf', 'a.pdf'],
  ['application/pdf; name="a;b.pdf"', 'application/pdf', 'a'],
  ['application/pdf; name="a.pdf" ; x', 'application/pdf', 'a.pdf" '],
  ["application/pdf; name*=utf-8''a.pdf", 'application/pdf', undefined],
  ['application/pdf; name*0="a"; name*1=".pdf"', 'application/pdf', 'a.pdf'],
  ['application/pdf; name=; name*0="a"; name*2=".pdf"', 'application/pdf', 'a.pdf'],
  ['application/pdf; surname=a', 'application/pdf', undefined],
  ['application/pdf/x; name="a\nb"', 'application/pdf', undefined],
  ['pdf', 'pdf', undefined],
  ['text', 'text/plain', undefined],
  ['"text/html"', 'text/html', undefined],
  ['text/html)', 'text/plain', undefined],
  ['image/(png)', 'image/png', undefined],
  ['', 'text/plain', undefined],
];
for (const [value, type, name] of TYPES)
  test(`Content-Type ${JSON.stringify(value)}`, () => {
    const read = parseContentType(value);
    assert.deepEqual({ type: read.type, name: read.name }, { type, name });
  });

// Source: the same.
const PARAMETERS: readonly (readonly [
  value: string,
  boundary: string | undefined,
  charset: string | undefined,
  isMissing: boolean,
])[] = [
  ['multipart/mixed; boundary="a b"; x', 'a b', undefined, false],
  ['multipart/mixed; boundary=a"b', undefined, undefined, false],
  ['multipart/mixed; boundary=""; boundary=c', 'c', undefined, false],
  ['multipart/mixed; boundary = "a;b', 'a;b', undefined, false],
  ['x-boundary=a', 'a', undefined, false],
  ['text/plain; charset="UTF-8" ; x', undefined, 'utf-8" ', false],
  ['text/plain; charset=us-ascii (x)', undefined, 'us-ascii (x)', false],
  ['text/plain; charset=', undefined, '', false],
  ['; charset=x', undefined, 'x', true],
  ['0', undefined, 'us-ascii', true],
];
for (const [value, ...expected] of PARAMETERS)
  test(`parameters of ${JSON.stringify(value)}`, () => {
    const { boundary, charset, isMissing } = parseContentType(value);
    assert.deepEqual([boundary, charset, isMissing], expected);
  });

// Source: the name of a part that Mail::SpamAssassin::Message 4.0.1 parsed with this Content-Disposition.
const DISPOSITIONS: readonly (readonly [value: string, name: string | undefined])[] = [
  ['attachment; filename="a;b.pdf"', 'a'],
  ['attachment; filename=a b.pdf; x', 'a b.pdf'],
  ["attachment; filename*=utf-8''a.pdf", undefined],
  ['attachment; filename*0="a"; filename*1=".pdf"', undefined],
  ['attachment; filename=""', undefined],
  ['attachment; FILENAME= "a.pdf', 'a.pdf'],
];
for (const [value, name] of DISPOSITIONS)
  test(`Content-Disposition ${JSON.stringify(value)}`, () => {
    assert.equal(dispositionName(value), name);
  });

test('fuzz: hostile values are read in linear time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), value => {
      parseContentType(value);
    }),
  );
  const start = performance.now();
  for (const piece of [
    'name=',
    'name = ',
    'name*0=\n',
    'name*1=a;',
    ' ',
    '/',
    'name= \n',
    'boundary=',
    'boundary=""',
  ])
    for (const end of ['', '\nx', ';name*0=', '"']) {
      parseContentType(piece.repeat(100_000) + end);
      dispositionName(piece.repeat(100_000) + end);
    }
  assert.ok(performance.now() - start < 5000);
});
