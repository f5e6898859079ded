import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rocPlot, rocPoints } from './roc.ts';

test('one point for each score, from the highest down', () => {
  assert.deepEqual(rocPoints({ ham: [0, 2], spam: [2, 9] }), [
    { threshold: 9, falsePositives: 0, caught: 0.5 },
    { threshold: 2, falsePositives: 0.5, caught: 1 },
    { threshold: 0, falsePositives: 1, caught: 1 },
  ]);
});

test('the plot has a line for each curve, with the two levels marked', () => {
  const svg = rocPlot([{ name: 'alone', colour: 'red', ham: [0, 1], spam: [7, 8] }]);
  // All spam and no ham at both levels: the upper left corner.
  assert.equal(svg.match(/<circle cx="70" cy="40"/g)?.length, 2);
  assert.match(svg, /<polyline points="70,220 70,40 [^"]* 500,40"/);
});
