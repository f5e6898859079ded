/**
 * What Bayes data in SQLite cost: `node test/bench/bayes-store.ts [TOKENS...]`. For each size: opening and 200 look-ups in a fresh process
 * (the least of several runs), and lessons a second in batches of 50, 300 tokens each, into data of that size.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lesson } from '../../lib/store/bayes/bayes-store.ts';
import { openBayesStore } from '../../lib/store/bayes/open.ts';

const RUNS = 15;
const LESSONS = 1000;

function key(number: number): string {
  return createHash('sha1').update(String(number)).digest().subarray(-5).toString('latin1');
}

/** A run for one message: 140 tokens that are known, 60 that are not. */
async function lookUp(path: string, size: number): Promise<void> {
  const keys = Array.from({ length: 200 }, (_, at) =>
    key(at < 140 ? Math.floor((at * size) / 140) : size + at),
  );
  const start = performance.now();
  const store = await openBayesStore({ kind: 'sqlite', path }, { access: 'read' });
  const { spam } = await store.totals();
  const found = await store.tokens(keys);
  const ms = performance.now() - start;
  await store.close();
  if (found.size !== 140 || spam !== 1000) throw new Error(`${found.size} tokens found, ${spam} spam`);
  console.log(ms.toFixed(2));
}

/** Four of five tokens are known. */
function lesson(number: number, size: number): Lesson {
  const tokens = Array.from({ length: 300 }, (_, at) => {
    const place = number * 977 + at * 131;
    return key(at < 240 ? place % size : size + place);
  });
  const as = number % 2 === 0 ? 'spam' : 'ham';
  return { ids: [`m${number}`], as, tokens: [...new Set(tokens)], atimeS: 1_700_000_000 + number };
}

async function measure(folder: string, size: number): Promise<void> {
  const path = join(folder, `${size}.sqlite`);
  const store = await openBayesStore({ kind: 'sqlite', path }, { access: 'learn' });
  await store.restore({
    totals: { spam: 1000, ham: 1000 },
    tokens: (function* () {
      for (let n = 0; n < size; n += 1)
        yield { key: key(n), spam: n % 7, ham: 1 + (n % 3), atimeS: 1_700_000_000 + n };
    })(),
    seen: [],
  });
  const times = Array.from({ length: RUNS }, () =>
    Number(
      execFileSync(process.execPath, [import.meta.filename, '--look-up', path, String(size)], {
        encoding: 'utf8',
      }),
    ),
  );
  const batches = Array.from({ length: 20 }, (_, batch) =>
    Array.from({ length: 50 }, (__, n) => lesson(50 * batch + n, size)),
  );
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (const batch of batches) await store.learn(batch);
  const rate = (1000 * LESSONS) / (performance.now() - start);
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000 / LESSONS;
  await store.close();
  console.log(
    `${String(size).padStart(9)} tokens: opening and 200 look-ups ${Math.min(...times).toFixed(2)} ms, ${rate.toFixed(0)} lessons a second (${cpuMs.toFixed(2)} ms of CPU each)`,
  );
}

const [first, path = '', size = '0'] = process.argv.slice(2);
if (first === '--look-up') {
  if (!existsSync(path)) throw new Error(path);
  await lookUp(path, Number(size));
} else {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-bench-'));
  const sizes = process.argv.slice(2).map(Number);
  try {
    for (const one of sizes.length === 0 ? [10_000, 100_000, 150_000, 1_000_000] : sizes)
      await measure(folder, one);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
