import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { elementsBySet, everywhere, searchFor } from './accepting.ts';

const bytes = (letters: string, length: object) =>
  fc.array(fc.constantFrom(...letters.split('')), length).map(chars => chars.join(''));
const ALPHABET = 'aab bc\0\n\xe4\xff';

function found(literals: readonly string[], text: string): readonly number[] {
  const search = searchFor(
    literals.map(literal => everywhere([literal])),
    [],
  );
  // What is around it is not to be seen.
  const sets = elementsBySet(search, literals.length, ['a', text, 'b']) ?? assert.fail();
  return sets.flatMap((elements, number) => (elements.includes(1) ? [number] : []));
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
