import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BayesSource, type BayesPlace } from '../../lib/bayes/source.ts';
import { SettingLines } from '../../lib/rules/settings.ts';
import { MemoryBayesStore } from '../../lib/store/bayes/memory-store.ts';

const RULES = new SettingLines([]);

test('what failed is not tried again for a minute', async () => {
  let nowMs = 0;
  let attempts = 0;
  const place: BayesPlace = {
    open: () => {
      attempts += 1;
      return attempts === 1
        ? Promise.reject(new Error('no server'))
        : Promise.resolve(new MemoryBayesStore());
    },
    close: () => Promise.resolve(),
  };
  const source = new BayesSource(place, () => nowMs);
  await assert.rejects(source.store(RULES, 'read'), /no server/);
  nowMs = 59_000;
  await assert.rejects(source.store(RULES, 'learn'), /no server/);
  assert.equal(attempts, 1);
  nowMs = 60_000;
  assert.ok(await source.store(RULES, 'read'));
});

test('what fails later is closed, whatever that brings', async () => {
  let closed = 0;
  const source = new BayesSource({
    open: () => Promise.resolve(new MemoryBayesStore()),
    close: () => {
      closed += 1;
      return Promise.reject(new Error('already closed'));
    },
  });
  await source.store(RULES, 'read');
  source.failed(new Error('the server has gone'));
  assert.equal(closed, 1);
  await assert.rejects(source.store(RULES, 'read'), /the server has gone/);
});
