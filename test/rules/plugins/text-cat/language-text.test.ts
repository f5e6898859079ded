/** What of a body tells its language; addresses as the regex of SpamAssassin 4.0.1 finds them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { languageText } from '../../../../lib/rules/plugins/text-cat/language-text.ts';

const ROWS: readonly (readonly [readonly string[], string])[] = [
  [['Re: Fwd:AW: hello\n', 'you\n'], 'hello\n\nyou\n'],
  [['hello: Re: you'], 'you'],
  [['a: b'], 'a: b'],
  [['see http://example.com/x?y=1 now'], 'see   now'],
  [['see http%3A%2F%2Fexample.com HTTP://example.com'], 'see   HTTP://example.com'],
  [['see www.example.com, xwww.example.com'], 'see   xwww.example.com'],
  [['mail a@example.com, or @home or b@c'], 'mail   or @home or b@c'],
  [[`x${'y'.repeat(64)}@example.com`], 'x '],
  [['caf\xe9\xa0a@example.com'], ' '],
  [['a'.repeat(10_001)], 'a'.repeat(10_000)],
];

for (const [body, expected] of ROWS)
  test(`text of ${JSON.stringify(body).slice(0, 50)}`, () => {
    assert.equal(languageText(body), expected);
  });

test('addresses go as a regex would have them', () => {
  const regex = /[^\t-\r ]{1,64}?@[a-zA-Z][^\t-\r ]{1,128}/gs;
  const piece = fc.constantFrom(
    '@',
    '@a',
    '@ab',
    ' ',
    '\n',
    'x',
    '1',
    '\xa0',
    'y'.repeat(70),
    'z'.repeat(130),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
      const text = pieces.join('');
      assert.equal(languageText([text]), text.replace(regex, ' ').slice(0, 10_000));
    }),
    { numRuns: 2000 },
  );
});

test('a megabyte of beginnings takes no more than a second', () => {
  for (const piece of ['@a@', '@', '@ab ', `${'x'.repeat(64)}@a `, 'a:', 'http', 'http://x', 'www.', 'x']) {
    const start = performance.now();
    languageText([piece.repeat(2 ** 20 / piece.length)]);
    assert.ok(performance.now() - start < 1000, piece);
  }
});
