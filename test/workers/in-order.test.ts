import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { inOrder } from '../../lib/workers/in-order.ts';

async function* upTo(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number += 1) yield await Promise.resolve(number);
}

suite('work in order', () => {
  test('what is done early waits for what came first', async () => {
    const delays = [5, 1, 3, 0, 0, 2];
    const results: number[] = [];
    const ended: number[] = [];
    const work = async (number: number): Promise<number> => {
      for (let left = delays[number] ?? 0; left > 0; left -= 1) await turn();
      ended.push(number);
      return number;
    };
    for await (const result of inOrder(upTo(6), 4, work)) results.push(result);
    assert.deepEqual(results, [0, 1, 2, 3, 4, 5]);
    assert.notDeepEqual(ended, results);
  });

  test('never more at once than was said, and what is done is given before the next is begun', async () => {
    let [running, most, begun] = [0, 0, 0];
    const work = async (number: number): Promise<number> => {
      running += 1;
      begun += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
      return number;
    };
    for await (const result of inOrder(upTo(20), 3, work)) assert.ok(begun - result <= 3);
    assert.ok(most <= 3);
  });

  test('a failure comes at its place', async () => {
    const work = async (number: number): Promise<number> =>
      await (number === 1 ? Promise.reject(new Error('one')) : Promise.resolve(number));
    const results: number[] = [];
    await assert.rejects(async () => {
      for await (const result of inOrder(upTo(4), 4, work)) results.push(result);
    }, /^Error: one$/);
    assert.deepEqual(results, [0]);
  });
});
