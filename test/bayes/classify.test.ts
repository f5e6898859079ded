import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify } from '../../lib/bayes/classify.ts';
import { combine, tokenProbability } from '../../lib/bayes/combine.ts';
import type { TokenCounts } from '../../lib/store/bayes/bayes-store.ts';

const TOTALS = { spam: 200, ham: 300 };
const SETTINGS = { usesHapaxes: true };

function counts(spam: number, ham: number): TokenCounts {
  return { spam, ham, atimeS: 1 };
}

test('tokens that tell little are left out', () => {
  // f(10, 2) = 0.88 tells enough, f(20, 30) = 0.5 does not.
  const found = classify(
    new Map([
      ['spam', counts(10, 2)],
      ['both', counts(20, 30)],
    ]),
    TOTALS,
    SETTINGS,
  );
  assert.deepEqual(
    found.clues.map(({ key }) => key),
    ['spam'],
  );
  assert.equal(found.learned, 2);
  assert.equal(found.probability, combine([tokenProbability(10, 2, TOTALS)], TOTALS));
});

test('the strongest come first, and of equal ones the lower key', () => {
  const known = new Map([
    ['b', counts(3, 0)],
    ['d', counts(9, 0)],
    ['a', counts(3, 0)],
    ['c', counts(0, 3)],
  ]);
  const { clues } = classify(known, TOTALS, SETTINGS);
  assert.deepEqual(clues.map(({ key }) => key).slice(0, 3), ['d', 'a', 'b']);
});

test('no more than 150 tokens count, and those that tell too little are among them', () => {
  const strong = Array.from({ length: 140 }, (_, index) => [`s${index}`, counts(5, 0)] as const);
  const weak = Array.from({ length: 140 }, (_, index) => [`w${index}`, counts(20, 30)] as const);
  assert.equal(classify(new Map([...weak, ...strong]), TOTALS, SETTINGS).clues.length, 140);
  const many = Array.from({ length: 400 }, (_, index) => [`s${index}`, counts(5, 0)] as const);
  assert.equal(classify(new Map(many), TOTALS, SETTINGS).clues.length, 150);
});

test('tokens that were met once can be left out', () => {
  const known = new Map([
    ['once', counts(1, 0)],
    ['twice', counts(2, 0)],
  ]);
  const { clues, learned } = classify(known, TOTALS, { usesHapaxes: false });
  assert.deepEqual(
    clues.map(({ key }) => key),
    ['twice'],
  );
  assert.equal(learned, 1);
});

test('there is no probability without a known token, or without messages of one class', () => {
  assert.equal(classify(new Map(), TOTALS, SETTINGS).probability, undefined);
  const known = new Map([['x', counts(3, 0)]]);
  assert.equal(classify(known, { spam: 200, ham: 0 }, SETTINGS).probability, undefined);
});
