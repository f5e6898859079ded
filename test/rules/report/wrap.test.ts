/** Lines and encoded words against SpamAssassin's own functions, where it is installed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeHeaderValue } from '../../../lib/rules/report/encode-header.ts';
import { wrap } from '../../../lib/rules/report/wrap.ts';

const module = spawnSync('perl', ['-MMail::SpamAssassin::PerMsgStatus', '-e1']);
const skip = module.status === 0 ? false : 'needs SpamAssassin (perl module Mail::SpamAssassin)';

/** Runs the Perl expression on each text, which it has in $_. */
function peer(expression: string, texts: readonly string[]): string[] {
  const script = `use Mail::SpamAssassin; use Mail::SpamAssassin::Util; use Mail::SpamAssassin::PerMsgStatus;
    binmode STDIN; binmode STDOUT; local $/ = "\\0"; while (<STDIN>) { chomp; print ${expression}, "\\0" }`;
  const input = Buffer.from(texts.map(text => `${text}\0`).join(''), 'latin1');
  const { stdout } = spawnSync('perl', ['-e', script], { input, maxBuffer: 64 * 1024 * 1024 });
  return stdout.toString('latin1').split('\0').slice(0, -1);
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'ö', ',', '0', '\t'), minLength: 1, maxLength: 40 });
const long = fc.string({ unit: fc.constantFrom('x', 'y'), minLength: 60, maxLength: 120 });
const blank = fc.constantFrom(' ', ' ', '  ', '\t', '\n');
const texts = fc
  .array(fc.tuple(fc.oneof({ weight: 9, arbitrary: word }, long), blank), { minLength: 1, maxLength: 25 })
  .map(pairs => pairs.flat().join(''));

const WAYS: [name: string, expression: string, wrapped: (text: string) => string][] = [
  [
    'descriptions',
    "Mail::SpamAssassin::Util::wrap($_, '*      ', ' ' x 20, 75, 0)",
    text => wrap(text, { prefix: '*      ', first: ' '.repeat(20), width: 75 }),
  ],
  [
    'a preview',
    "Mail::SpamAssassin::Util::wrap($_, '  ', 'Content preview:  ', 75, 1)",
    text => wrap(text, { prefix: '  ', first: 'Content preview:  ', width: 75, overflow: true }),
  ],
];

for (const [name, expression, wrapped] of WAYS) {
  test(`${name} are broken where SpamAssassin breaks them`, { skip }, () => {
    const inputs = fc.sample(texts, 300);
    const expected = peer(expression, inputs);
    assert.equal(expected.length, inputs.length);
    for (const [at, text] of inputs.entries())
      assert.equal(wrapped(text), expected[at], JSON.stringify(text));
  });
}

test('encoded words are those of SpamAssassin', { skip }, () => {
  const char = fc.constantFrom(
    'a',
    'Z',
    ' ',
    ' ',
    '\t',
    '=',
    '?',
    '_',
    '\xc3\xbc',
    '\xe4',
    '\x01',
    '\x7f',
    ',',
  );
  const line = fc.string({ unit: char, maxLength: 60 });
  const values = fc.sample(
    fc.array(line, { minLength: 1, maxLength: 3 }).map(lines => lines.join('\n\t')),
    400,
  );
  const expected = peer('Mail::SpamAssassin::PerMsgStatus::mime_encode_header({}, $_)', values);
  assert.equal(expected.length, values.length);
  for (const [at, value] of values.entries())
    assert.equal(encodeHeaderValue(value), expected[at], JSON.stringify(value));
});

test('hostile text is broken in linear time', () => {
  const start = performance.now();
  for (const text of [
    ' '.repeat(500_000),
    'a'.repeat(500_000),
    'a '.repeat(250_000),
    ',\t'.repeat(250_000),
  ]) {
    wrap(text, { prefix: '\t', first: '', width: 79, afterCommas: true });
    wrap(text, { prefix: '  ', first: 'x', width: 75 });
    encodeHeaderValue(`${text}\xff${text}`);
  }
  assert.ok(performance.now() - start < 5000);
});
