import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration } from '../../lib/config/type/duration.ts';
import { pattern } from '../../lib/config/type/pattern.ts';
import { size } from '../../lib/config/type/size.ts';
import type { ReadContext } from '../../lib/config/value-type.ts';

/** Throws the fault. */
const context: ReadContext = {
  name: 'test',
  rules: { recipientDelimiter: '', localpartIsCaseSensitive: false },
  origin: 'test:1',
  at: () => context,
  fault: message => {
    throw new Error(message);
  },
};

const DURATIONS: readonly [unknown, number | RegExp][] = [
  [90, 90_000],
  ['90', 90_000],
  ['500ms', 500],
  ['1.5s', 1500],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['99ms', /at least 100ms/],
  ['31d', /at most 30d/],
  ['5 m', /expected a length of time/],
];

for (const [given, expected] of DURATIONS) {
  test(`duration ${String(given)}`, () => {
    const read = () => duration({ minimum: '100ms', maximum: '30d' }).read(given, context);
    if (expected instanceof RegExp) assert.throws(read, expected);
    else assert.equal(read(), expected);
  });
}

const SIZES: readonly [unknown, number | RegExp][] = [
  [65536, 65536],
  ['400k', 409_600],
  ['25M', 26_214_400],
  ['1g', 1_073_741_824],
  ['1023', /at least 1k/],
  ['2G', /at most 1G/],
  ['1.5M', /expected a number of bytes/],
];

for (const [given, expected] of SIZES) {
  test(`size ${String(given)}`, () => {
    const read = () => size({ minimum: '1k', maximum: '1G' }).read(given, context);
    if (expected instanceof RegExp) assert.throws(read, expected);
    else assert.equal(read(), expected);
  });
}

const PATTERNS: readonly [string, RegExp][] = [
  ['^abuse@', /^abuse@/],
  ['/^abuse@/i', /^abuse@/i],
  ['(?i)^abuse@', /^abuse@/i],
  ['/a/b', /\/a\/b/],
];

for (const [given, expected] of PATTERNS) {
  test(`pattern ${given}`, () => assert.equal(String(pattern().read(given, context)), String(expected)));
}
