/** The guess at an undeclared charset: the texts themselves are the oracle, and hostile bytes are harmless. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decodeCharset } from '../../../lib/views/charset.ts';
import { detectCharset } from '../../../lib/views/charset/detect.ts';
import { SAMPLE_TEXTS } from './texts.ts';

const LARGE = 1 << 20;

for (const { language, charsets, lines } of SAMPLE_TEXTS) {
  for (const charset of charsets) {
    test(`${language} in undeclared ${charset} is read, line by line and among English`, () => {
      for (const text of [...lines, lines.join('\n'), `<p>Dear customer,</p>\n${lines.join('<br>\n')}`]) {
        const bytes = iconv.encode(text, charset).toString('latin1');
        for (const declared of [undefined, 'us-ascii', 'utf-8'])
          assert.equal(decodeCharset(bytes, declared), text);
      }
    });
  }
}

const names: readonly (readonly [title: string, bytes: string, name: string | undefined])[] = [
  ['a byte order mark', '\xff\xfea\0', 'UTF-16LE'],
  ['a byte order mark, big-endian', '\xfe\xff\0a', 'UTF-16BE'],
  ['an ideographic space alone', 'a \xa1\xa1 b', 'EUC-JP'],
  ['bytes no multi-byte charset has', '\xff\xff \x80\xff', undefined],
  ['ASCII', 'plain', undefined],
  ['nothing', '', undefined],
];
for (const [title, bytes, name] of names) {
  test(`detects ${title}`, () => {
    assert.equal(detectCharset(bytes), name);
  });
}

test('any bytes are read in any charset without an error', () => {
  const label = fc.oneof(
    fc.constantFrom(
      'utf-7',
      'utf-16',
      'hz',
      'iso-2022-jp',
      'iso-2022-kr',
      'gb2312',
      'cp949',
      'x-mac-greek',
      'mac',
      'cp',
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), label, fc.boolean(), (bytes, charset, declaredOnly) => {
      const text = decodeCharset(Buffer.from(bytes).toString('latin1'), charset, { declaredOnly });
      assert.equal(typeof text, 'string');
      // A byte gives at most one character, but for replaced ones.
      assert.ok(text.length <= 2 * bytes.length + 2);
    }),
  );
});

const units: readonly (readonly [title: string, unit: string])[] = [
  ['FF', '\xff'],
  ['high letters', '\xe0'],
  ['tags and high bytes', '<\xe1\xa1'],
  ['Big5', '\xa4\x40\xaa\xba '],
  ['hiragana', '\xa4\xce\xa4\xcb'],
  ['plus signs', '+\xb0'],
  ['shifts', '\x0e\x1b$B~{\x80'],
];
for (const [title, unit] of units) {
  test(`1 MB of ${title} takes no time that grows faster than it`, () => {
    const large = unit.repeat(LARGE / unit.length);
    for (const charset of ['us-ascii', 'utf-7', 'hz', 'iso-2022-jp', 'iso-2022-kr']) {
      const start = performance.now();
      decodeCharset(large, charset);
      assert.ok(performance.now() - start < 3000, `${charset} took ${performance.now() - start} ms`);
    }
  });
}

test('a label of 1 MB is no charset, soon', () => {
  const start = performance.now();
  assert.equal(decodeCharset('caf\xe9', 'euc'.repeat(LARGE / 3)), 'café');
  assert.ok(performance.now() - start < 1000);
});
