/** Golden values: spec 5.2, from SpamAssassin 4.0.1. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { tokenSettings } from '../../lib/bayes/token-settings.ts';
import { cleaned, pieceTokens, type TextKind } from '../../lib/bayes/tokenize-line.ts';
import { tokenKey } from '../../lib/bayes/token-key.ts';
import { loadRules } from '../../lib/rules/load-rules.ts';

const { words } = tokenSettings(loadRules());
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

const piecesOf = (line: string, kind: TextKind) => cleaned(line, kind).split(' ');

function tokens(line: string, kind: TextKind, prefix = ''): string[] {
  const all = piecesOf(bytes(line), kind).flatMap(piece => pieceTokens(piece, prefix, kind, words));
  return [...new Set(all)].map(token => Buffer.from(token, 'latin1').toString());
}

suite('tokens of a line', () => {
  test('of a body', () => {
    const line =
      "Hello World! visits www.Example.com and foo.bar@Baz.Co.UK supercalifragilistic $$$100 don't café 中文中文中文 FREE!!! F*R*E*E";
    const expected =
      "hello World world! world World! visits UD:www.Example.com UD:Example.com UD:com wwwExamplecom www.example.com wwwexamplecom www.Example.com U*foo.bar D*Baz.Co.UK D*Co.UK D*UK sk:foobar sk:foo.bar sk:superca 100 $$$100 dont don't caf café u8:中 u8:文 FREE free!!! free FREE!!! f*r*e*e F*R*E*E";
    assert.deepEqual(new Set(tokens(line, 'body')), new Set(expected.split(' ')));
  });

  test('of a URI', () => {
    const expected =
      'UD:www.example.com UD:example.com UD:com wwwexamplecom www.example.com path UD:file.php UD:php filephp file.php';
    const found = tokens('http://www.example.com/path/file.php?x=1', 'uri');
    assert.deepEqual(new Set(found), new Set(expected.split(' ')));
  });

  test('of a header', () => {
    assert.deepEqual(tokens('Foo Bar supercalifragilisticexpialidocious abc', 'header', 'H*F:'), [
      'H*F:Foo',
      'H*F:Bar',
      'H*F:sk:superca',
      'H*F:abc',
    ]);
  });

  test('the key of a token', () => {
    assert.equal(Buffer.from(tokenKey('hello'), 'latin1').toString('hex'), 'd9aea9434d');
  });

  test('whatever the line, it ends, and its tokens have no blanks', () => {
    const text = fc.string({ unit: 'binary', maxLength: 2000 });
    const hostile = fc
      .array(fc.constantFrom('a.', '@', '. A', '...', '--', '\xe0\x80', '*', 'A', ' ', "'", '\xff', 'x@'), {
        maxLength: 800,
      })
      .map(pieces => pieces.join(''));
    fc.assert(
      fc.property(
        fc.oneof(text, hostile),
        fc.constantFrom<TextKind>('header', 'body', 'uri'),
        (line, kind) => {
          const latin1 = Buffer.from(line, 'latin1').toString('latin1');
          for (const piece of piecesOf(latin1, kind))
            for (const token of pieceTokens(piece, '', kind, words)) assert.ok(!/[ \n]/.test(token));
        },
      ),
      { numRuns: 80 },
    );
  });
});
