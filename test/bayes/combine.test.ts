/** Golden values: spec 5.3, worked out by SpamAssassin 4.0.1 (Bayes/CombineChi.pm, Plugin/Bayes.pm). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combine, tokenProbability } from '../../lib/bayes/combine.ts';

const TOTALS = { spam: 200, ham: 300 };

const near = (actual: number | undefined, expected: number): void => {
  assert.ok(Math.abs((actual ?? NaN) - expected) < 1e-9, `${actual} is not ${expected}`);
};

test('the probability of one token', () => {
  near(tokenProbability(1, 0, TOTALS), 0.9865436893);
  near(tokenProbability(0, 1, TOTALS), 0.0156699029);
  near(tokenProbability(10, 2, TOTALS), 0.8814942057);
});

test('the probability of several tokens together', () => {
  near(combine([0.9, 0.95, 0.1], TOTALS), 0.6904032401);
  near(combine([0.01], TOTALS), 0.305);
  near(combine([0.999], TOTALS), 0.7995);
  near(combine([...Array<number>(20).fill(0.99), ...Array<number>(5).fill(0.02)], TOTALS), 0.9138311692);
});

test('nothing comes of no token, or of no message', () => {
  assert.equal(combine([], TOTALS), undefined);
  assert.equal(combine([0.9], { spam: 0, ham: 0 }), undefined);
});

test('150 tokens of one mind do not run out of the range of numbers', () => {
  near(combine(Array<number>(150).fill(0.9999), TOTALS), 1);
  near(combine(Array<number>(150).fill(0.0001), TOTALS), 0);
  // As much for as against.
  const both = [...Array<number>(75).fill(0.9999), ...Array<number>(75).fill(0.0001)];
  near(combine(both, { spam: 1, ham: 1 }), 0.5);
});
