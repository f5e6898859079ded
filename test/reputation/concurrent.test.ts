/** Several processes at once, and one that is killed in the middle: no count is lost, and the file stays whole. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SqliteReputation } from '../../lib/store/reputation/sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-reputation-'));
after(() => rmSync(folder, { recursive: true }));
const PROCESSES = 8;
const TIMES = 50;

function start(file: string, ...more: readonly string[]) {
  return spawn(process.execPath, [join(import.meta.dirname, 'add-scores.ts'), file, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function counts(file: string): Promise<readonly (readonly [number, number])[]> {
  const store = new SqliteReputation(file, { table: 'txrep', user: 'u' }, 5000);
  const all: (readonly [number, number])[] = [];
  for await (const { count, total } of store.entries()) all.push([count, total]);
  await store.close();
  return all;
}

test('eight processes count for the same senders, beginning with no file at all', async () => {
  const file = join(folder, 'many.sqlite');
  const ends = Array.from({ length: PROCESSES }, () => once(start(file, String(TIMES)), 'exit'));
  for (const [status] of await Promise.all(ends)) assert.equal(status, 0);
  const expected = [PROCESSES * TIMES, (PROCESSES * TIMES) / 2] as const;
  assert.deepEqual(await counts(file), [expected, expected]);
});

test('kill -9 at any point leaves a file that opens, and whole changes', async () => {
  const file = join(folder, 'killed.sqlite');
  for (const delayMs of [0, 7, 23, 41]) {
    const child = start(file, '0', 'forever');
    await once(child.stdout, 'data');
    await sleep(delayMs);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const [a, b] = await counts(file);
    assert.ok(a !== undefined && a[0] > 0);
    assert.deepEqual(a, b);
  }
});
