import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { LiteralIndex } from '../../../lib/rules/prefilter/literal-index.ts';

const bytes = (letters: string, length: object) =>
  fc.array(fc.constantFrom(...letters.split('')), length).map(chars => chars.join(''));
const ALPHABET = 'aab bc\0\n\xe4\xff';

function found(literals: readonly string[], text: string): readonly number[] {
  const numbers = new Set<number>();
  // What is around it is not to be seen.
  const around = Buffer.from(`a${text}b`, 'latin1');
  new LiteralIndex(literals).find(around, 1, around.length - 1, literal => void numbers.add(literal));
  return [...numbers].sort((a, b) => a - b);
}

suite('literals in a text', () => {
  test('it finds those that occur', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(bytes(ALPHABET, { minLength: 1, maxLength: 6 }), { maxLength: 30 }),
        bytes(ALPHABET, { maxLength: 60 }),
        (literals, text) => {
          const expected = [...literals.keys()].filter(number => text.includes(literals[number] ?? ''));
          assert.deepEqual(found(literals, text), expected);
        },
      ),
      { numRuns: 1500 },
    );
  });

  for (const [what, literals, text, expected] of [
    ['no literals', [], 'text', []],
    ['no text', ['a', 'ab', 'abc'], '', []],
    ['at both ends', ['ab', 'cde', 'e'], 'abxcde', [0, 1, 2]],
    ['cut off at the ends', ['abc', 'xyz'], 'bcxy', []],
    ['one in another', ['bcd', 'abcde', 'c'], 'abcde', [0, 1, 2]],
    ['as long as may be', ['q'.repeat(255)], 'q'.repeat(255), [0]],
  ] as const)
    test(what, () => {
      assert.deepEqual(found(literals, text), expected);
    });
});
