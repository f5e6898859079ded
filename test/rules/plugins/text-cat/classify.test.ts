/** Rankings and distances, worked out by hand from the method of Cavnar and Trenkle. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { classify } from '../../../../lib/rules/plugins/text-cat/classify.ts';
import type { ClassifyOptions } from '../../../../lib/rules/plugins/text-cat/classify.ts';
import { frequentNgrams } from '../../../../lib/rules/plugins/text-cat/frequent-ngrams.ts';
import { parseLanguageModels } from '../../../../lib/rules/plugins/text-cat/language-models.ts';

const OPTIONS: ClassifyOptions = {
  skipped: new Set(),
  minCount: 0,
  maxNgrams: 400,
  acceptable: 1.02,
  maxLanguages: 3,
};

test('models end with their names; the last place of an n-gram counts', () => {
  const models = parseLanguageModels('a\nb\na\n0 xx\n\0c\n0 \n0 yy.utf8\nleft over');
  assert.deepEqual(
    models.map(({ name, ranks }) => [name, [...ranks]]),
    [
      [
        'xx',
        [
          ['a', 3],
          ['b', 2],
        ],
      ],
      [
        'yy.utf8',
        [
          ['\0c', 1],
          ['0 ', 2],
        ],
      ],
    ],
  );
});

const NGRAMS: readonly (readonly [string, string, Partial<ClassifyOptions>])[] = [
  // Both edges are the same byte.
  ['a', '_ _a _a_ a a_', {}],
  ['ab, 12 ab', '_ _a _ab _ab_ a ab ab_ b b_', {}],
  ['a a b', '_ _a _a_ a a_ _b _b_ b b_', {}],
  ['a a b', '_ _a _a_', { maxNgrams: 3 }],
  ['a a b', '_ _a _a_ a a_', { minCount: 1 }],
  ['a a b', '_ _a _a_ a a_ _b _b_', { maxNgrams: -2 }],
  ['a a b', '', { maxNgrams: 0 }],
  ["'-'", "_ _' _'_ ' '_", {}],
  ['12 34!', '', {}],
];

for (const [text, expected, options] of NGRAMS)
  test(`n-grams of ${text} with ${JSON.stringify(options)}`, () => {
    const ngrams = frequentNgrams(text, { ...OPTIONS, ...options });
    assert.equal(ngrams.map(ngram => ngram.replaceAll('\0', '_')).join(' '), expected);
  });

const LOWERED: readonly (readonly [string, string])[] = [
  ['ABCD', 'abcd'],
  ['ABC', 'ABC'],
  ['A1BCD', 'BCD'],
  ['\xc9t\xc9S', '\xe9t\xe9s'],
  ['\xc9\xe9\xe9\xe9', '\xc9\xe9\xe9\xe9'],
  ['\xd7\xf7A\xd7', '\xd7\xf7A\xd7'],
];

for (const [word, inNgrams] of LOWERED)
  test(`the n-grams of ${JSON.stringify(word)} have ${JSON.stringify(inNgrams)}`, () => {
    assert.ok(frequentNgrams(word, OPTIONS).includes(inNgrams));
  });

test('distances: places apart, and the most for what a model does not have', () => {
  // The text has _ _a _a_ a a_ in the places 0 to 4, models begin with 1.
  const models = parseLanguageModels(
    '\0\na\n\0a\n0 xx\n\0\n\0a\n\0a\0\na\na\0\n0 yy\nb\n0 zz\nb\n0 zz.utf8\n\0\n0 zz.utf8\n',
  );
  assert.deepEqual(classify('a', models, { ...OPTIONS, maxNgrams: 10 }).distances, [
    { language: 'yy', distance: 5 },
    { language: 'xx', distance: 1 + 2 + 10 + 1 + 10 },
    { language: 'zz', distance: 1 + 4 * 10 },
  ]);
});

/** Twenty models and more, so that all entries are there: `a` is in the first `near` of them. */
function manyModels(near: number): ReturnType<typeof parseLanguageModels> {
  return parseLanguageModels(
    Array.from({ length: 25 }, (_, index) => `${index < near ? 'a' : 'b'}\n0 l${index}.x\n`).join(''),
  );
}

const ANSWERS: readonly (readonly [number, Partial<ClassifyOptions>, string])[] = [
  [1, {}, 'l0.x'],
  [3, {}, 'l0.x l1.x l2.x'],
  [4, {}, ''],
  [4, { maxLanguages: 4 }, 'l0.x l1.x l2.x l3.x'],
  [4, { acceptable: 1 }, 'l0.x'],
  [3, { skipped: new Set(['l1']) }, 'l0.x l2.x'],
  [1, { acceptable: 2, maxLanguages: 24 }, ''],
  [1, { maxNgrams: 0 }, ''],
];

for (const [near, options, expected] of ANSWERS)
  test(`${near} near models with ${JSON.stringify(options)}`, () => {
    assert.equal(classify('a', manyModels(near), { ...OPTIONS, ...options }).languages.join(' '), expected);
  });

test('with fewer than twenty models and all of them near there is no answer', () => {
  // SpamAssassin fills up to twenty entries; seen with all but one language inactive.
  const models = manyModels(1).slice(0, 1);
  assert.deepEqual(classify('a', models, OPTIONS).languages, []);
  assert.deepEqual(classify('a', manyModels(1).slice(0, 2), OPTIONS).languages, ['l0.x']);
});

test('n-grams of anything are few, short and in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, maxNgrams) => {
      const bytes = Buffer.from(text).toString('latin1');
      const some = frequentNgrams(bytes, { minCount: 0, maxNgrams });
      const all = frequentNgrams(bytes, { minCount: 0, maxNgrams: Infinity });
      assert.deepEqual(some, all.slice(0, maxNgrams));
      assert.ok(all.every(ngram => ngram.length >= 1 && ngram.length <= 5));
    }),
  );
});
