import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { memorySource } from '../../lib/io/memory-source.ts';
import type { Message } from '../../lib/message/message.ts';
import { parseMessage, type ParseLimits } from '../../lib/message/parse.ts';
import { prependedEnd } from '../../lib/message/prepended.ts';
import { transferDecode } from '../../lib/message/transfer-decode.ts';

const LIMITS: ParseLimits = { parts: 1000, depth: 20, headerBytes: 1 << 20, partBytes: 64 << 20 };
const SUITES = join(import.meta.dirname, '../../../shared/suites/mime');

function parse(message: string | Buffer): Promise<Message> {
  return parseMessage(
    memorySource(Buffer.isBuffer(message) ? message : Buffer.from(message, 'latin1')),
    LIMITS,
  );
}

/** Path, type and decoded contents of each part. */
function outline({ parts }: Message): string[] {
  return parts.map(
    part => `${part.path} ${part.contentType} ${JSON.stringify(part.content(100).toString('latin1'))}`,
  );
}

const kinds = ({ defects }: Message) => [...new Set(defects.map(({ kind }) => kind))];

suite('the parts of a message', () => {
  const multipart = (...parts: readonly string[]) =>
    `Content-Type: multipart/mixed; boundary=b\n\npreamble\n${parts.map(part => `--b\n${part}\n`).join('')}--b--\n`;
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['one part', 'Subject: x\n\nhello\n', ['0 text/plain "hello\\n"']],
    ['empty', '', ['0 text/plain ""']],
    ['header only', 'Subject: x\n', ['0 text/plain ""']],
    [
      'two parts',
      multipart('\none', 'Content-Type: text/html\n\n<b>'),
      ['0 multipart/mixed ""', '1 text/plain "one"', '2 text/html "<b>"'],
    ],
    [
      'base64',
      multipart('Content-Transfer-Encoding: base64\n\naGVs\nbG8='),
      ['0 multipart/mixed ""', '1 text/plain "hello"'],
    ],
    [
      'base64 padded in the middle',
      multipart('Content-Transfer-Encoding: base64\n\naGVsbA==\nbyB0aGVyZQ=='),
      ['0 multipart/mixed ""', '1 text/plain "hello there"'],
    ],
    [
      'a blank before the colon',
      multipart('Content-Transfer-Encoding : base64\n\naGVsbG8='),
      ['0 multipart/mixed ""', '1 text/plain "hello"'],
    ],
    [
      'quoted-printable',
      'Content-Transfer-Encoding: quoted-printable\n\na=3Db=\nc =E4\n',
      ['0 text/plain "a=bc ä\\n"'],
    ],
    [
      'an attached message',
      'Content-Type: message/rfc822\n\nSubject: in\n\ntext',
      ['0 message/rfc822 "Subject: in\\n\\ntext"', '0.0 text/plain "text"'],
    ],
    [
      'an attached message in base64',
      `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${Buffer.from('Content-Type: text/html\n\n<p>').toString('base64')}\n`,
      ['0 message/rfc822 "Content-Type: text/html\\n\\n<p>"', '0.0 text/html "<p>"'],
    ],
    [
      'CRLF',
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--\r\n',
      ['0 multipart/mixed ""', '1 text/plain "one"'],
    ],
  ];
  for (const [name, message, expected] of rows) {
    test(name, async () => assert.deepEqual(outline(await parse(message)), expected));
  }

  test('file names: RFC 2047, RFC 2231, and as written', async () => {
    const message = multipart(
      'Content-Disposition: attachment; filename="=?utf-8?Q?a=2Eexe?="\n\n',
      "Content-Disposition: attachment; filename*0*=utf-8''b%2E; filename*1*=exe\n\n",
      'Content-Type: text/plain; name="c.txt"\nContent-Disposition: attachment; filename="c.exe"\n\n',
    );
    const { parts } = await parse(message);
    assert.deepEqual(
      parts.map(({ names }) => [...names].sort()),
      [[], ['=?utf-8?Q?a=2Eexe?=', 'a.exe'], ['b.exe'], ['c.exe', 'c.txt']],
    );
  });

  const defects: readonly (readonly [string, string, readonly string[]])[] = [
    ['nothing wrong', multipart('\nx'), []],
    [
      'two boundary parameters (mailparser takes the last)',
      'Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\nx\n--a--\n',
      ['ambiguous-boundary', 'no-parts'],
    ],
    [
      'boundary plain and in sections',
      'Content-Type: multipart/mixed; boundary=b; boundary*0=c\n\n--b\n\nx\n--b--\n',
      ['ambiguous-boundary', 'no-parts'],
    ],
    [
      'two Content-Type fields',
      'Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n\nx\n',
      ['ambiguous-boundary'],
    ],
    ['no boundary parameter', 'Content-Type: multipart/mixed\n\nx\n', ['missing-boundary']],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary=b\n\nx\n', ['no-parts']],
    ['a line that is no field', 'Subject: x\nno field\n\nbody\n', ['not-a-field']],
    ['no end of the header', 'Subject: x\n', ['header-without-end']],
  ];
  for (const [name, message, expected] of defects) {
    test(`defects: ${name}`, async () => assert.deepEqual(kinds(await parse(message)), expected));
  }

  test('messages in messages are read in place; those that came encoded count together', async () => {
    const text = 'x'.repeat(3 << 20);
    const nested = `${'Content-Type: message/rfc822\n\n'.repeat(4)}Subject: x\n\n${text}`;
    const limits = { ...LIMITS, partBytes: 4 << 20 };
    const before = process.memoryUsage().arrayBuffers;
    const plain = await parseMessage(memorySource(Buffer.from(nested)), limits);
    assert.ok(process.memoryUsage().arrayBuffers - before < 4 * text.length);
    assert.deepEqual(
      plain.parts.map(({ path }) => path),
      ['0', '0.0', '0.0.0', '0.0.0.0', '0.0.0.0.0'],
    );
    assert.equal(plain.parts.at(-1)?.content(1e9).length, text.length);
    assert.deepEqual(kinds(plain), []);
    const encoded = (message: string) =>
      `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${Buffer.from(message).toString('base64')}`;
    const one = await parseMessage(memorySource(Buffer.from(encoded(`S: x\n\n${text}`))), limits);
    assert.deepEqual([one.parts.length, kinds(one)], [2, []]);
    const two = await parseMessage(
      memorySource(Buffer.from(multipart(encoded(`S: x\n\n${text}`), encoded(`S: y\n\n${text}`)))),
      limits,
    );
    assert.deepEqual([two.parts.length, kinds(two)], [4, ['parser-gave-up']]);
  });

  const attacks: readonly (readonly [string, () => string, string])[] = [
    [
      '10,000 parts',
      () => `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(10_000)}`,
      'too-many-parts',
    ],
    [
      '1,000 levels of multipart',
      () =>
        Array.from(
          { length: 1000 },
          (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
        ).join(''),
      'too-deep',
    ],
    ['1,000 messages in messages', () => 'Content-Type: message/rfc822\n\n'.repeat(1000), 'too-deep'],
    ['a header of 10 MB in one line', () => `X: ${'y'.repeat(10_000_000)}\n\nb`, 'header-too-long'],
    ['a header of 2,000,000 lines', () => `${'X: y\n'.repeat(2_000_000)}\nb`, 'header-too-long'],
  ];
  for (const [name, make, kind] of attacks) {
    test(`${name} end soon, with a defect`, async () => {
      const message = Buffer.from(make(), 'latin1');
      const start = performance.now();
      assert.ok(kinds(await parse(message)).includes(kind as never));
      assert.ok(performance.now() - start < 5000);
    });
  }

  test('anything is parsed without throwing', async () => {
    const pieces = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary=b\n',
      'Content-Type: message/rfc822\n',
      'Content-Transfer-Encoding: base64\n',
      'Content-Transfer-Encoding: quoted-printable\n',
      '\n',
      '--b\n',
      '--b--\n',
      '=?x?Q?=',
      'name*0="',
      'aGVs=',
      '\r\n',
      '\0',
      '\xff',
      ': ',
      'filename=',
    );
    const message = fc.array(pieces, { maxLength: 60 }).map(found => Buffer.from(found.join(''), 'latin1'));
    await fc.assert(
      fc.asyncProperty(message, async bytes => {
        const { parts } = await parse(bytes);
        for (const part of parts) assert.ok(part.content(1000).length <= 1000);
      }),
    );
  });

  test('the odd messages of other projects are parsed without throwing', async context => {
    if (!existsSync(SUITES)) {
      context.skip('needs ../shared/suites/mime');
      return;
    }
    for (const name of globSync('**/*.{msg,eml}', { cwd: SUITES })) {
      const { parts } = await parse(readFileSync(join(SUITES, name)));
      for (const part of parts) part.content(1 << 20);
    }
  });
});

suite('transfer decoding in pieces', () => {
  const cut = (bytes: Buffer, size: number) =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );

  test('where the pieces are cut makes no difference', () => {
    const text = fc
      .array(fc.constantFrom('=3D', '=\n', '=\r\n', 'a', ' \n', '\r\n', '=', '=E4', '\t'), { maxLength: 60 })
      .map(found => Buffer.from(found.join('')));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (bytes, size) => {
        for (const encoding of ['quoted-printable', 'base64']) {
          const [whole, pieces] = [
            transferDecode(encoding, [bytes], 10_000),
            transferDecode(encoding, cut(bytes, size), 10_000),
          ];
          assert.equal(pieces.toString('latin1'), whole.toString('latin1'), encoding);
        }
      }),
    );
  });

  test('base64 in pieces is base64', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (bytes, size) => {
        const encoded = Buffer.from(Buffer.from(bytes).toString('base64').replace(/.{19}/g, '$&\r\n'));
        assert.deepEqual(transferDecode('base64', cut(encoded, size), 10_000), Buffer.from(bytes));
      }),
    );
  });

  test('quoted-printable longer than what is held: no escape is cut', () => {
    const rows: readonly (readonly [string, string])[] = [
      ['=C3=A9=\n', '\xc3\xa9'],
      ['=C3=A9=\r\n', '\xc3\xa9'],
      ['=3D=  \n', '='],
      ['=3D', '='],
      ['=\n', ''],
      ['=4=\n1', 'A'],
      ['a  =\n', 'a  '],
    ];
    for (const [unit, decoded] of rows) {
      const count = Math.ceil(700_000 / unit.length);
      for (const lead of ['', 'x', 'xx', 'xxx']) {
        const whole = Buffer.from(lead + unit.repeat(count), 'latin1');
        const text = transferDecode('quoted-printable', cut(whole, 64 * 1024), 1e6).toString('latin1');
        assert.ok(text === lead + decoded.repeat(count), `${lead}${JSON.stringify(unit)}`);
      }
    }
  });

  test('no more than the limit comes out', () =>
    assert.equal(transferDecode('', [Buffer.alloc(100), Buffer.alloc(100)], 150).length, 150));
});

suite('lines that pipe(8) puts in front', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['none', '', 'Received: x\n\nb'],
    ['R', 'Return-Path: <a@b>\n', 'Received: x\n\nb'],
    ['D', 'Delivered-To: c@d\n', 'Received: x\n\nb'],
    ['O', 'X-Original-To: c@d\n', 'Received: x\n\nb'],
    ['F', 'From a@b  Fri Nov 20 09:00:00 2026\n', 'Received: x\n\nb'],
    [
      'all',
      'From a@b  Fri Nov 20 09:00:00 2026\nReturn-Path: <a@b>\nX-Original-To: c@d\nDelivered-To: c@d\n',
      'Received: x\n\nb',
    ],
    ['CRLF', 'Return-Path: <a@b>\r\n', 'Received: x\r\n\r\nb'],
    ['only one of each', 'Delivered-To: c@d\n', 'Delivered-To: list@d\nReceived: x\n\nb'],
    ["the message's own, lower down", '', 'Received: x\nReturn-Path: <a@b>\n\nb'],
    ['another order is not theirs', 'Delivered-To: c@d\n', 'Return-Path: <a@b>\n\nb'],
    ['a folded field is not theirs', '', 'Return-Path: <a@b>\n more\n\nb'],
  ];
  for (const [name, lines, message] of rows) {
    test(name, () => assert.equal(prependedEnd(memorySource(Buffer.from(lines + message))), lines.length));
  }
});
