import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { memorySource } from '../../lib/io/memory-source.ts';
import { runLearn, type LearnInput, type LearnRun } from '../../lib/learn/learn-run.ts';
import type { Lesson } from '../../lib/store/bayes/bayes-store.ts';
import { MemoryBayesStore } from '../../lib/store/bayes/memory-store.ts';

/** A message whose text is its id and its only token; `!` cannot be studied, `?` teaches nothing. */
function lessonsOf(text: string, as: Lesson['as']): Lesson[] {
  if (text.startsWith('!')) throw new Error('no message');
  return text.startsWith('?') ? [] : [{ ids: [text], as, tokens: [text.padEnd(5)], atimeS: 1 }];
}

async function* inputs(texts: readonly string[]): AsyncGenerator<LearnInput> {
  for (const [index, text] of texts.entries()) {
    const source = memorySource(Buffer.from(text));
    yield await Promise.resolve({ kind: 'message', name: text, source, bytesSeen: index, as: 'spam' });
  }
}

async function run(texts: readonly string[], changes: Partial<LearnRun> = {}) {
  const store = new MemoryBayesStore();
  const batches: number[] = [];
  const told: string[] = [];
  const { ms, ...totals } = await runLearn({
    inputs: inputs(texts),
    study: ({ bytes, as }) =>
      Promise.try(() => ({ lessons: lessonsOf(Buffer.from(bytes).toString(), as), remarks: [] })),
    atOnce: 3,
    store: {
      learn: async lessons => {
        batches.push(lessons.length);
        return await store.learn(lessons);
      },
    },
    batch: 4,
    maxSizeBytes: 0,
    stopAfter: Infinity,
    chosen: () => true,
    interrupted: () => false,
    clock: () => 0,
    told: {
      trouble: (name, why) => told.push(`${name}: ${why}`),
      remark: (name, text) => told.push(`${name}: ${text}`),
      message: () => undefined,
      progress: () => undefined,
    },
    ...changes,
  });
  assert.equal(ms, 0);
  return { totals, batches, told, spam: (await store.totals()).spam };
}

const NONE = { learned: 0, examined: 0, tooLarge: 0, troubles: 0, useless: 0 };
const TEN = Array.from({ length: 10 }, (_, index) => `m${index}`);

suite('a run', () => {
  test('teaches in batches, and what is left at the end', async () => {
    const { totals, batches, spam } = await run(TEN);
    assert.deepEqual([totals, batches, spam], [{ ...NONE, learned: 10, examined: 10 }, [4, 4, 2], 10]);
  });
  test('counts what is known as examined', async () => {
    const { totals } = await run(['a', 'b', 'a', 'a']);
    assert.deepEqual(totals, { ...NONE, learned: 2, examined: 4 });
  });
  test('goes on behind trouble', async () => {
    const { totals, told } = await run(['a', '!', 'b']);
    assert.deepEqual([totals, told], [{ ...NONE, learned: 2, examined: 2, troubles: 1 }, ['!: no message']]);
  });
  test('tells what taught nothing', async () => {
    assert.deepEqual((await run(['?', 'b'])).totals, { ...NONE, learned: 1, examined: 2, useless: 1 });
  });
  test('passes over what is too large, or was not chosen', async () => {
    assert.deepEqual((await run(['long', 'b'], { maxSizeBytes: 3 })).totals, {
      ...NONE,
      learned: 1,
      examined: 1,
      tooLarge: 1,
    });
    assert.deepEqual((await run(TEN, { chosen: () => false })).totals, NONE);
  });
  test('stops when enough are learnt, never with more', async () => {
    const { totals, batches } = await run(['a', 'a', 'a', ...TEN], { stopAfter: 3 });
    assert.deepEqual([totals.learned, batches], [3, [3, 2]]);
  });
  test('when it is interrupted, what was studied is learnt', async () => {
    let asked = 0;
    const { totals, spam } = await run(TEN, { interrupted: () => (asked += 1) === 6 });
    assert.deepEqual([totals.learned, spam], [6, 6]);
  });
  test('fails with the store', async () => {
    const learn = () => Promise.reject(new Error('database is gone'));
    await assert.rejects(run(TEN, { store: { learn } }), /database is gone/);
  });
});
