import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { DEFAULT_VIEW_SETTINGS } from '../../lib/views/view-settings.ts';
import { createViews } from '../../lib/views/views.ts';
import type { Views } from '../../lib/views/views.ts';

/** Headers in front of a body; `\n` line ends. */
function view(headers: string, body: string): Views {
  return createViews(Buffer.from(`Subject: Hi =?UTF-8?B?w6Q=?= there\n${headers}\n${body}`, 'latin1'));
}

function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

const HTML =
  '<html><head><title>Ti</title></head><body bgcolor=#ffffff><p>one<br>two <b>bold</b> x</p><div>d1</div>' +
  '<table><tr><td>c1</td><td>c2</td></tr></table><font color=#fffffe>hid</font><span style="display:none">no</span>' +
  '<a href="http://ex%61mple.com/p?q=http://foo.com/z">Click www.bar.com</a> &nbsp; end&#8203;z <img src=cid:x alt=ALTTEXT>' +
  '</body></html>\n';
const PLAIN =
  'Line one\nline two\n\npara 2   with   spaces\n \t \nPara3 see example.org/foo or www.test.com, foo@bar.net; ' +
  '<http://u.com/a(b)c>. http://1.2.3.4/x ftp.z.org\n';

// Source: the golden samples of spec 2.11; the multipart is cut short, with what SpamAssassin 4.0.1 makes of it.
test('golden sample: html', () => {
  const views = view('Content-Type: text/html\n', HTML);
  const last = 'd1 c1 c2 hidnoClick www.bar.com end\u200bz ';
  assert.deepEqual(views.body, ['Hi ä there\n', '\n', 'Ti\n', 'one two bold x\n', last].map(utf8));
  assert.deepEqual(views.rawbody, [HTML]);
  assert.deepEqual([...views.uris].sort(), [
    'cid:x',
    'http://ex%61mple.com/p?q=http://foo.com/z',
    'http://example.com/p?q=http://foo.com/z',
    'http://foo.com/z',
    'http://www.bar.com',
  ]);
  const link = views.uriDetails.get('http://ex%61mple.com/p?q=http://foo.com/z');
  assert.deepEqual([...(link?.types ?? [])], ['a']);
  assert.deepEqual(link?.anchors, ['Click www.bar.com']);
  assert.deepEqual([...(views.uriDetails.get('http://www.bar.com')?.types ?? [])], ['parsed', 'schemeless']);
  assert.equal(views.html[0]?.invisibleText, 'hidno');
});

test('golden sample: plain', () => {
  const views = view('', PLAIN);
  const last =
    'Para3 see example.org/foo or www.test.com, foo@bar.net; <http://u.com/a(b)c>. http://1.2.3.4/x ftp.z.org ';
  assert.deepEqual(
    views.body,
    ['Hi ä there\n', 'Line one line two\n', 'para 2 with spaces\n', last].map(utf8),
  );
  assert.deepEqual([...views.uris].sort(), [
    'ftp://ftp.z.org',
    'http://1.2.3.4/x',
    'http://example.org/foo',
    'http://u.com/a(b)c',
    'http://www.test.com',
    'mailto:foo@bar.net',
  ]);
});

test('golden sample: multipart', () => {
  const parts = '--b\n\nparttwo\n--b\nContent-Type: text/html\n\n<b>ht</b>ml\n--b--\n';
  const views = view('Content-Type: multipart/mixed; boundary=b\n', parts);
  assert.deepEqual(views.body, [utf8('Hi ä there\n'), 'parttwo html']);
  assert.deepEqual(views.rawbody, ['parttwo', '<b>ht</b>ml']);
});

test('golden sample: iso-8859-1', () => {
  const views = view('Content-Type: text/plain; charset=iso-8859-1\n', 'caf\xe9 \x93q\x94 nbsp\xa0x\n');
  assert.equal(views.body[1], 'caf\xc3\xa9 \xe2\x80\x9cq\xe2\x80\x9d nbsp x ');
  assert.deepEqual(views.rawbody, ['caf\xe9 \x93q\x94 nbsp\xa0x\n']);
});

// Source: output of Mail::SpamAssassin 4.0.1 on the same input.
const HTML_BODIES: readonly [string, readonly string[]][] = [
  ['caf&eacute; a&#160;b x', ['caf\xe9 a\xa0b x']],
  ['caf&eacute; a&#160;b &bull; x', [utf8('café a b • x')]],
  ['<p>a <!-- x --> b</p> <!-- y --> <b> c</b>', ['\n', 'a b\n', ' c']],
  ['a \0 b\n\nc', ['a \n', ' b c']],
];
for (const [source, paragraphs] of HTML_BODIES) {
  test(`html body: ${JSON.stringify(source)}`, () => {
    assert.deepEqual(view('Content-Type: text/html\n', source).body.slice(1), paragraphs);
  });
}

test('full keeps everything but an mbox line', () => {
  const message = 'X-Spam-Flag: NO\r\nSubject: x\r\n\r\nbody\r\n';
  assert.equal(createViews(Buffer.from(`From a@b Mon Jan  1\n${message}`)).full, message);
});

test('X-Spam-* of the incoming message is invisible to header rules', () => {
  const views = createViews(Buffer.from('X-Spam-Status: No\nSubject: s\n\n'));
  assert.deepEqual(views.header('X-Spam-Status'), []);
  assert.deepEqual(views.header('ALL'), ['Subject: s\n']);
});

test('header lines that are no fields: three are passed over, the fourth ends the header', () => {
  const views = createViews(Buffer.from('A: 1\nbad one\nbad two\nbad three\nB: 2\nbad four\nC: 3\n\nx\n'));
  assert.deepEqual(views.header('B'), ['2\n']);
  assert.deepEqual(views.header('C'), []);
  assert.ok(views.flags.has('missing_head_body_separator'));
});

test('the envelope sender that is given beats the headers', () => {
  const bytes = Buffer.from('Return-Path: <a@b.example>\nSubject: s\n\n');
  assert.deepEqual(createViews(bytes).header('EnvelopeFrom'), ['a@b.example']);
  assert.deepEqual(createViews(bytes, { envelopeSender: '' }).header('EnvelopeFrom'), ['']);
});

const HOSTILE: readonly [string, () => string][] = [
  [
    '10,000 parts',
    () => `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nhi http://a.com/\n'.repeat(10_000)}--b--\n`,
  ],
  [
    '1,000 nested multiparts',
    () => `${nested(i => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`)}\nx\n`,
  ],
  ['1,000 nested messages', () => `${nested(() => 'Content-Type: message/rfc822\n\n')}\nx\n`],
  ['a header line of 10 MB', () => `From: ${'a'.repeat(10_000_000)}\n\nx\n`],
  ['a folded header of 10 MB', () => `From: ${'a\n '.repeat(3_000_000)}\n\nx\n`],
  ...[
    '<',
    '<a ',
    '<!--',
    '<a b="',
    '&a',
    ' ',
    '\n ',
    'a@',
    'a.',
    'http://',
    '<div>',
    '<script>',
    '</',
    '<a href=x>t',
  ].map((piece): [string, () => string] => [
    `a MB of ${JSON.stringify(piece)} as HTML`,
    () => `Content-Type: text/html\n\n${piece.repeat(1_000_000 / piece.length)}`,
  ]),
];

function nested(level: (index: number) => string): string {
  return Array.from({ length: 1000 }, (_, index) => level(index)).join('');
}

for (const [name, make] of HOSTILE) {
  test(`all views of ${name} within 2 s`, () => {
    const bytes = Buffer.from(make(), 'latin1');
    const start = performance.now();
    touchAll(createViews(bytes));
    assert.ok(performance.now() - start < 2000);
  });
}

function touchAll(views: Views): number {
  const sizes = [
    views.body,
    views.rawbody,
    views.uris,
    views.html,
    views.header('ALL'),
    views.header('From', ['addr', 'domain']),
  ];
  return sizes.reduce((sum, one) => sum + one.length, views.full.length + views.flags.size);
}

test('fuzz: random bytes and mutated MIME never throw, and rules see bytes only', () => {
  const seed = `From: "A" <a@b.com>\nContent-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable\n\n<p>=C3=A9 <a href=3D"http://a.com/%41">x</a>\n--b\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--b--\n`;
  const mutated = fc
    .array(fc.tuple(fc.nat(seed.length), fc.nat(8), fc.string({ unit: 'binary', maxLength: 6 })), {
      maxLength: 8,
    })
    .map(edits =>
      edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), seed),
    );
  const message = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }).map(bytes => Buffer.from(bytes)),
    mutated.map(text => Buffer.from(text)),
  );
  fc.assert(
    fc.property(message, bytes => {
      const views = createViews(bytes);
      touchAll(views);
      for (const text of [...views.body, ...views.uris, ...views.header('Subject')])
        assert.match(text, /^[\x00-\xff]*$/);
    }),
    { numRuns: 400 },
  );
});

// Source: get_rendered_body_text_array of SpamAssassin 4.0.1 with normalize_charset 0 on the same messages.
test('without charset normalisation bytes stay bytes, save UTF-8 that is declared', () => {
  const settings = { ...DEFAULT_VIEW_SETTINGS, normalizeCharset: false };
  const body = (type: string, text: string) =>
    createViews(Buffer.from(`Subject: s\nContent-Type: ${type}\n\n${text}`, 'latin1'), { settings }).body[1];
  assert.equal(body('text/plain; charset=iso-8859-1', 'caf\xe9 \x93q\n'), 'caf\xe9 \x93q ');
  assert.equal(body('text/plain; charset=utf-8', 'caf\xc3\xa9\xc2\xa0x\n'), 'caf\xc3\xa9 x ');
  assert.equal(body('text/html; charset=shift_jis', '<b>\x96\xb3</b>\n'), '\xc2\x96\xc2\xb3 ');
});
