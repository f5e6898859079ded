/** Expected values are worked out by hand from spec 5.5 (BayesStore.pm of SpamAssassin 4.0.1). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expire, expireOlder, isExpiryDue } from '../../lib/bayes/expire.ts';
import type { BayesState } from '../../lib/store/bayes/bayes-store.ts';
import { MemoryBayesStore } from '../../lib/store/bayes/memory-store.ts';

const NOW_S = 1_800_000_000;
const DAY_S = 86_400;
const SETTINGS = { maxTokens: 150_000 };

/** So many tokens of each age, in days. */
async function storeWith(ages: Readonly<Record<string, number>>): Promise<MemoryBayesStore> {
  const store = new MemoryBayesStore();
  const tokens = Object.entries(ages).flatMap(([age, count]) =>
    Array.from({ length: count }, (_, index) => ({
      key: `${age}/${index}`,
      spam: 1,
      ham: 0,
      atimeS: NOW_S - Number(age) * DAY_S,
    })),
  );
  await store.restore({ totals: { spam: 1, ham: 1 }, tokens, seen: [] });
  return store;
}

test('the shortest age that stays within the goal is the limit', async () => {
  // 160,000 tokens, 112,500 are to stay: the goal is 47,500. Older than 16 days are 40,000, than 8 days 60,000.
  const store = await storeWith({ 0: 60_000, 5: 40_000, 12: 20_000, 20: 25_000, 40: 15_000 });
  assert.deepEqual(await expire(store, NOW_S, SETTINGS), { kept: 120_000, deleted: 40_000 });
  const { lastExpireS, lastExpireDeltaS, lastExpireCount } = await store.state();
  assert.deepEqual([lastExpireS, lastExpireDeltaS, lastExpireCount], [NOW_S, 16 * DAY_S, 40_000]);
});

test('the second time it is estimated from the first', async () => {
  const store = await storeWith({ 0: 60_000, 5: 40_000, 12: 20_000, 20: 25_000, 40: 15_000 });
  await expire(store, NOW_S, SETTINGS);
  const tokens = Array.from({ length: 30_000 }, (_, index) => `new ${index}`);
  await store.learn([{ ids: ['a'], as: 'ham', tokens, atimeS: NOW_S + DAY_S }]);
  // 150,000 tokens: the goal is 37,500; 16 days * 40,000 / 37,500 are 17.07 days. None is as old.
  assert.deepEqual(await expire(store, NOW_S + DAY_S, SETTINGS), { kept: 150_000, deleted: 0 });
  assert.equal((await store.state()).lastExpireDeltaS, Math.trunc((16 * DAY_S * 40_000) / 37_500));
});

test('nothing goes when little is to go, or when all is old or new', async () => {
  const few = await storeWith({ 0: 60_000, 50: 52_000 });
  assert.deepEqual(await expire(few, NOW_S, SETTINGS), { kept: 112_000, deleted: 0 });
  assert.equal((await few.state()).lastExpireS, NOW_S);
  const same = await storeWith({ 0: 10, 300: 160_000 });
  assert.deepEqual(await expire(same, NOW_S, SETTINGS), { kept: 160_010, deleted: 0 });
});

test('what would leave less than 100,000 tokens is not done, and the next expiry measures again', async () => {
  const store = await storeWith({ 0: 70_000, 40: 80_000 });
  const state = { ...(await store.state()), lastExpireS: NOW_S, lastExpireCount: 40_000 };
  const estimating = Object.assign(store, {
    state: () => Promise.resolve({ ...state, lastExpireDeltaS: 32 * DAY_S }),
  });
  const result = await expire(estimating, NOW_S, SETTINGS);
  assert.deepEqual(result, { kept: 150_000, deleted: 0 });
});

test('by age, whatever their number', async () => {
  const store = await storeWith({ 1: 20, 10: 10 });
  assert.deepEqual(await expireOlder(store, NOW_S, 5 * DAY_S), { kept: 20, deleted: 10 });
});

test('an expiry is due when there are too many tokens, old and new, and none was lately', () => {
  const state: BayesState = {
    spam: 1,
    ham: 1,
    tokens: 150_000,
    oldestAtimeS: NOW_S - DAY_S,
    newestAtimeS: NOW_S,
    lastSyncS: 0,
    lastExpireS: 0,
    lastExpireDeltaS: 0,
    lastExpireCount: 0,
  };
  assert.ok(isExpiryDue(state, NOW_S, SETTINGS));
  assert.ok(!isExpiryDue({ ...state, tokens: 149_999 }, NOW_S, SETTINGS));
  assert.ok(!isExpiryDue({ ...state, tokens: 100_000 }, NOW_S, { maxTokens: 50_000 }));
  assert.ok(!isExpiryDue({ ...state, lastExpireS: NOW_S - 43_199 }, NOW_S, SETTINGS));
  assert.ok(!isExpiryDue({ ...state, oldestAtimeS: NOW_S - 43_199 }, NOW_S, SETTINGS));
});
