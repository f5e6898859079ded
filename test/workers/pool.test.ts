/** The processes are real: each doubles numbers, and dies of 13. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { ProcessPool, type WorkerProcess } from '../../lib/workers/pool.ts';

const LIB = join(import.meta.dirname, '../../lib/workers/serve.ts');
const DOUBLING = `
  const { serve } = await import(${JSON.stringify(LIB)});
  await serve(async number => {
    if (number === 13) process.exit(1);
    if (number < 0) throw new Error('negative');
    return number * 2;
  }, { questions: process.stdin, answers: process.stdout });`;

function pooled(size: number, ahead: number): { pool: ProcessPool<number, number>; started: () => number } {
  let count = 0;
  const start = (): WorkerProcess => {
    count += 1;
    const options = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', DOUBLING];
    return spawn(process.execPath, options, { stdio: ['pipe', 'pipe', 'inherit'] });
  };
  return { pool: new ProcessPool(start, { size, ahead }), started: () => count };
}

async function outcomes(pool: ProcessPool<number, number>, numbers: readonly number[]): Promise<unknown[]> {
  const all = await Promise.allSettled(numbers.map(number => pool.ask(number)));
  return all.map(one => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message));
}

const EARLY = 'the process that looked at it ended early';

suite('process pool', () => {
  for (const ahead of [1, 4])
    test(`each question has its own answer, ${ahead} at a process`, async () => {
      const { pool, started } = pooled(2, ahead);
      assert.deepEqual(await outcomes(pool, [1, 2, 3, -1, 5, 6, 7, 8, 9]), [
        ...[2, 4, 6, 'negative', 10, 12, 14, 16, 18],
      ]);
      assert.equal(started(), 2);
      await pool.close();
    });

  for (const ahead of [1, 4])
    test(`who kills a process takes no other question with it, ${ahead} at a process`, async () => {
      const { pool, started } = pooled(1, ahead);
      assert.deepEqual(await outcomes(pool, [1, 13, 3, 4, 13, 6]), [2, EARLY, 6, 8, EARLY, 12]);
      assert.equal(started(), 3);
      await pool.close();
    });

  test('has room until each process has what it may have', async () => {
    const { pool } = pooled(2, 3);
    const asked: Promise<number>[] = [];
    for (; pool.hasRoom;) asked.push(pool.ask(asked.length));
    assert.equal(asked.length, 6);
    assert.deepEqual(await Promise.all(asked), [0, 2, 4, 6, 8, 10]);
    assert.ok(pool.hasRoom);
    await pool.close();
  });
});
