/**
 * Many processes at once: those that learn lose no count, those that score are never in the way, and a process killed at any
 * point leaves data that open and agree. In the test run for a moment; by hand for longer:
 * `node test/store/bayes/stress.test.ts --seconds 30 --processes 8`.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseBayesStoreAddress } from '../../../lib/store/bayes/address.ts';
import { createBayesTables } from '../../../lib/store/bayes/create-tables.ts';
import { openBayesStore } from '../../../lib/store/bayes/open.ts';
import { run, startMariadb, startPostgres, startRedis } from '../../support/database-server.ts';
import { allOf } from './conformance.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '1.5' }, processes: { type: 'string', default: '3' } },
  strict: false,
});
const SECONDS = Number(values.seconds);
const PROCESSES = Number(values.processes);
const WORKER = join(import.meta.dirname, '../../support/bayes-worker.ts');

const folder = mkdtempSync(join(tmpdir(), 'mailsift-stress-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Done {
  readonly task: string;
  readonly spam: number;
  readonly ham: number;
  readonly batches: number;
  readonly rounds: number;
  readonly slowestMs: number;
  readonly errors: readonly string[];
}

function start(task: 'learn' | 'score', address: string, seconds: number) {
  const child = spawn(process.execPath, [WORKER, task, address, String(seconds)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<string>(resolve => child.once('close', () => resolve(output)));
  return { kill: () => child.kill('SIGKILL'), ended };
}

async function allAtOnce(address: string, seconds: number): Promise<string> {
  const tasks = Array.from({ length: 2 * PROCESSES }, (_, at) =>
    at % 2 === 0 ? ('learn' as const) : ('score' as const),
  );
  const outputs = await Promise.all(tasks.map(task => start(task, address, seconds).ended));
  const done = outputs.map(output => JSON.parse(output) as Done);
  const sum = (what: 'spam' | 'ham' | 'batches' | 'rounds') => done.reduce((all, one) => all + one[what], 0);
  assert.deepEqual(
    done.flatMap(({ errors }) => errors),
    [],
  );
  assert.ok(done.every(({ task, batches, rounds }) => (task === 'learn' ? batches : rounds) > 0));
  await assertAgreed(address, { spam: sum('spam'), ham: sum('ham') });
  const slowestMs = Math.max(...done.map(one => one.slowestMs));
  return `${sum('spam') + sum('ham')} lessons in ${sum('batches')} batches, ${sum('rounds')} scorings, the slowest ${slowestMs.toFixed(0)} ms`;
}

/** Each message has counted once in everything. */
async function assertAgreed(text: string, expected?: { spam: number; ham: number }): Promise<void> {
  const address = parseBayesStoreAddress(text);
  if (address.kind === 'sqlite') {
    const db = new DatabaseSync(address.path);
    assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    db.close();
  }
  const store = await openBayesStore(address);
  const all = await allOf(store);
  const seen = [...all.seen.values()];
  const noted = {
    spam: seen.filter(as => as === 'spam').length,
    ham: seen.filter(as => as === 'ham').length,
  };
  assert.deepEqual(all.totals, expected ?? noted);
  assert.deepEqual(noted, all.totals);
  const [spam = 0, ham = 0] = all.tokens.get('every') ?? [];
  assert.deepEqual({ spam, ham }, all.totals);
  if (address.kind !== 'redis') assert.equal((await store.state()).tokens, all.tokens.size);
  await store.close();
}

async function killed(address: string, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const learners = Array.from({ length: PROCESSES }, () => start('learn', address, 60));
    await sleep(250 + Math.random() * 250);
    for (const { kill } of learners) {
      kill();
      await sleep(Math.random() * 20);
    }
    await Promise.all(learners.map(({ ended }) => ended));
    // A server notices at its leisure, and only then takes back what was not finished.
    await sleep(address.startsWith('/') ? 0 : 200);
    await assertAgreed(address);
  }
  const store = await openBayesStore(parseBayesStoreAddress(address));
  const { spam, ham } = await store.totals();
  assert.ok(spam + ham > 0);
  await store.close();
}

function stress(title: string, address: () => string): void {
  test(`${title}: processes that learn and score at once lose nothing`, async t => {
    t.diagnostic(await allAtOnce(address(), SECONDS));
  });
  test(`${title}: processes killed while they learn leave data that agree`, async () => {
    await killed(address(), Math.max(2, Math.round(SECONDS / 3)));
  });
}

stress('sqlite', () => join(folder, 'bayes.sqlite'));

const mariadb = await startMariadb();
if (mariadb === null) {
  test('mysql', { skip: 'needs mariadbd' }, () => undefined);
} else {
  after(() => mariadb.stop());
  run('/usr/bin/mariadb', ['--no-defaults', '-S', mariadb.socket, '-u', 'root'], 'CREATE DATABASE bayes');
  const address = `mysql://root@localhost/bayes?socket=${mariadb.socket}`;
  await createBayesTables(parseBayesStoreAddress(address), 5000);
  stress('mysql', () => address);
}

const postgres = await startPostgres();
if (postgres === null) {
  test('postgresql', { skip: 'needs PostgreSQL' }, () => undefined);
} else {
  after(() => postgres.stop());
  const address = `postgresql://postgres:secret@127.0.0.1:${postgres.port}/postgres`;
  await createBayesTables(parseBayesStoreAddress(address), 5000);
  stress('postgresql', () => address);
}

const redis = await startRedis();
if (redis === null) {
  test('redis', { skip: 'needs redis-server' }, () => undefined);
} else {
  after(() => redis.stop());
  stress('redis', () => `redis://127.0.0.1:${redis.port}/0`);
}
