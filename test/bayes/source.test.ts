import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BayesSource } from '../../lib/bayes/source.ts';
import { MemoryBayesStore } from '../../lib/store/bayes/memory-store.ts';

test('each access is opened once, when it is asked for, and closed at the end', async () => {
  const opened: string[] = [];
  const closed: string[] = [];
  const source = new BayesSource(access => {
    opened.push(access);
    const store = new MemoryBayesStore();
    return Promise.resolve(Object.assign(store, { close: () => Promise.resolve(void closed.push(access)) }));
  });
  assert.equal(await source.store('read'), await source.store('read'));
  assert.deepEqual(opened, ['read']);
  await source.store('learn');
  await source.close();
  assert.deepEqual(closed, ['read', 'learn']);
});

test('what failed is not tried again for a minute', async () => {
  let nowMs = 0;
  let attempts = 0;
  const source = new BayesSource(
    () => {
      attempts += 1;
      return attempts === 1
        ? Promise.reject(new Error('no server'))
        : Promise.resolve(new MemoryBayesStore());
    },
    () => nowMs,
  );
  await assert.rejects(source.store('read'), /no server/);
  nowMs = 59_000;
  await assert.rejects(source.store('learn'), /no server/);
  assert.equal(attempts, 1);
  nowMs = 60_000;
  assert.ok(await source.store('read'));
});

test('closing what could not be opened is no trouble', async () => {
  const source = new BayesSource(() => Promise.reject(new Error('no server')));
  await assert.rejects(source.store('read'));
  await source.close();
});
