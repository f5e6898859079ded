import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonLine, logSafe, printable, shorten } from '../../lib/log/escape.ts';

// Forms as amavisd-new 2.13 writes them (Amavis::Util::sanitize_str): \n \r \t \\ and \xHH.
const ROWS: [given: string, log: string, shown: string][] = [
  ['plain <a@b> é 日本', 'plain <a@b> é 日本', 'plain <a@b> é 日本'],
  ['a\nb\r\tc', 'a\\nb\\r\\tc', 'a\\nb\\r\\tc'],
  ['\x1b[31mred\x07\x7f', '\\x1B[31mred\\x07\\x7F', '\\x1B[31mred\\x07\\x7F'],
  ['\u009b31m', '\\x9B31m', '\\x9B31m'],
  ['back\\slash', 'back\\\\slash', 'back\\slash'],
  ['exe.\u202efdp', 'exe.\\x{202E}fdp', 'exe.\\x{202E}fdp'],
  ['a\u2028b\ufeff', 'a\\x{2028}b\\x{FEFF}', 'a\\x{2028}b\\x{FEFF}'],
  ['half \ud83d', 'half \\x{D83D}', 'half \\x{D83D}'],
  ['whole \u{1f600}', 'whole \u{1f600}', 'whole \u{1f600}'],
];

for (const [given, log, shown] of ROWS) {
  test(`escapes ${JSON.stringify(given)}`, () => {
    assert.equal(logSafe(given), log);
    assert.equal(printable(given), shown);
  });
}

test('no text leaves a control character in a log or in JSON, and JSON reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      assert.doesNotMatch(logSafe(text), /[\p{Cc}\u2028\u2029\u202e]/u);
      assert.doesNotMatch(jsonLine({ text }), /[\p{Cc}\u2028\u2029\u202e]/u);
      assert.deepEqual(JSON.parse(jsonLine({ text })), { text });
    }),
  );
});

test('shorten keeps what fits and marks what it cut', () => {
  assert.equal(shorten('12345', 5), '12345');
  assert.equal(shorten('123456', 5), '12...');
});
