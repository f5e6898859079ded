/**
 * One process of test/store/bayes/stress.test.ts: `learn` or `score`, the address of a store, seconds. Prints as JSON what it has
 * done, at least one round. Each lesson holds the token `every`, so that its counts are those of the messages.
 */
import { createHash, randomInt, randomUUID } from 'node:crypto';
import { describeError } from '../../lib/errors.ts';
import { parseBayesStoreAddress } from '../../lib/store/bayes/address.ts';
import type { Lesson } from '../../lib/store/bayes/bayes-store.ts';
import { openBayesStore } from '../../lib/store/bayes/open.ts';

const [task = '', text = '', seconds = '1'] = process.argv.slice(2);
const address = parseBayesStoreAddress(text);
const end = Date.now() + Number(seconds) * 1000;
const done = { task, spam: 0, ham: 0, batches: 0, rounds: 0, slowestMs: 0, errors: [] as string[] };

function key(number: number): string {
  return createHash('sha1').update(String(number)).digest().subarray(-5).toString('latin1');
}

function someTokens(count: number): string[] {
  return [
    ...new Set(Array.from({ length: count }, () => key(Math.floor(20_000 * (randomInt(1000) / 1000) ** 3)))),
  ];
}

function someLesson(): Lesson {
  const as = randomInt(2) === 0 ? 'spam' : 'ham';
  const atimeS = 1_700_000_000 + randomInt(1_000_000);
  return { ids: [randomUUID()], as, tokens: ['every', ...someTokens(60)], atimeS };
}

async function learn(): Promise<void> {
  const store = await openBayesStore(address, { access: 'learn', timeoutMs: 20_000 });
  do {
    const lessons = Array.from({ length: 1 + randomInt(4) }, someLesson);
    const results = await store.learn(lessons);
    for (const [at, { as }] of lessons.entries())
      if (as !== 'forget' && results[at] === 'learned') done[as] += 1;
    done.batches += 1;
    if (randomInt(5) === 0) await store.touch(lessons[0]?.tokens ?? [], 1_702_000_000 + randomInt(100_000));
  } while (Date.now() < end);
  await store.close();
}

/** As a run for one message does. */
async function score(): Promise<void> {
  let before = 0;
  do {
    const start = performance.now();
    const store = await openBayesStore(address, { access: 'read', timeoutMs: 20_000 });
    const totals = await store.totals();
    const every = (await store.tokens(['every', ...someTokens(200)])).get('every');
    await store.close();
    done.slowestMs = Math.max(done.slowestMs, performance.now() - start);
    const count = (every?.spam ?? 0) + (every?.ham ?? 0);
    if (count < totals.spam + totals.ham) done.errors.push(`${count} of ${totals.spam + totals.ham}`);
    if (count < before) done.errors.push(`${before}, then ${count}`);
    before = count;
    done.rounds += 1;
  } while (Date.now() < end);
}

try {
  await (task === 'learn' ? learn() : score());
} catch (thrown) {
  done.errors.push(describeError(thrown));
}
process.stdout.write(JSON.stringify(done));
