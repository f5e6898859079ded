import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BayesSource } from '../../lib/bayes/source.ts';
import { SettingLines } from '../../lib/rules/settings.ts';
import type { BayesStore } from '../../lib/store/bayes/bayes-store.ts';
import { MemoryBayesStore } from '../../lib/store/bayes/memory-store.ts';

const RULES = new SettingLines([]);
const close = (): Promise<void> => Promise.resolve();

test('what failed is not tried again for a minute', async () => {
  let nowMs = 0;
  let attempts = 0;
  const open = (): Promise<BayesStore> => {
    attempts += 1;
    return attempts === 1 ? Promise.reject(new Error('no server')) : Promise.resolve(new MemoryBayesStore());
  };
  const source = new BayesSource({ open, close }, () => nowMs);
  await assert.rejects(source.store(RULES, 'read'), /no server/);
  nowMs = 59_000;
  await assert.rejects(source.store(RULES, 'learn'), /no server/);
  assert.equal(attempts, 1);
  nowMs = 60_000;
  assert.ok(await source.store(RULES, 'read'));
});

test('what failed is closed, and a close that fails is no trouble', async () => {
  let closes = 0;
  const source = new BayesSource({
    open: () => Promise.reject(new Error('no server')),
    close: () => {
      closes += 1;
      return Promise.reject(new Error('gone'));
    },
  });
  await assert.rejects(source.store(RULES, 'read'), /no server/);
  assert.equal(closes, 1);
});
