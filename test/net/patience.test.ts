/** rbl_timeout's shrinking rule: the chart of Mail::SpamAssassin::Conf(3), 15 s and 3 s. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patienceFor, waitEndMs } from '../../lib/net/patience.ts';

const SETTINGS = {
  timeoutMs: 15_000,
  leastTimeoutMs: undefined,
  byZone: new Map([
    ['list.example', { timeoutMs: 5000, leastTimeoutMs: 1000 }],
    ['a.list.example', { timeoutMs: 8000, leastTimeoutMs: undefined }],
  ]),
};

const CHART = {
  100: 15,
  90: 14.9,
  80: 14.5,
  70: 13.9,
  60: 13.1,
  50: 12,
  40: 10.7,
  30: 9.1,
  20: 7.3,
  10: 5.3,
  0: 3,
};

for (const [left, seconds] of Object.entries(CHART)) {
  test(`${left} % of the questions open: ${seconds} s`, () => {
    const open = [{ startMs: 1000, initialMs: 15_000, leastMs: 3000 }];
    const endMs = waitEndMs(open, 100 - Number(left), 100) ?? 0;
    assert.equal(Math.round((endMs - 1000) / 100) / 10, seconds);
  });
}

test('the last of all ends the waiting', () => {
  const open = [
    { startMs: 0, initialMs: 1000, leastMs: 200 },
    { startMs: 500, initialMs: 1000, leastMs: 200 },
  ];
  assert.equal(waitEndMs(open, 0, 2), 1500);
  assert.equal(waitEndMs([], 2, 2), undefined);
});

for (const [name, limitMs, asked, expected] of [
  ['x.test', 60_000, {}, { initialMs: 15_000, leastMs: 3000 }],
  ['1.0.0.127.list.example', 60_000, {}, { initialMs: 5000, leastMs: 1000 }],
  ['x.A.list.example', 60_000, {}, { initialMs: 8000, leastMs: 1600 }],
  ['notlist.example', 60_000, {}, { initialMs: 15_000, leastMs: 3000 }],
  ['x.test', 2000, {}, { initialMs: 2000, leastMs: 2000 }],
  ['list.example', 60_000, { timeoutMs: 500 }, { initialMs: 1000, leastMs: 1000 }],
  ['x.test', 60_000, { timeoutMs: 500 }, { initialMs: 500, leastMs: 100 }],
  ['x.test', 60_000, { timeoutMs: 500, leastTimeoutMs: 900 }, { initialMs: 900, leastMs: 900 }],
] satisfies [string, number, object, object][]) {
  test(`${name} within ${limitMs} ms ${JSON.stringify(asked)}`, () => {
    assert.deepEqual(patienceFor(SETTINGS, name, limitMs, asked), expected);
  });
}
