/** Runs from an image ask the Bayes data of each kind: what opens them cannot be in an image, and is loaded when it is asked for. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { askImage } from '../../lib/image/build.ts';
import { parseBayesStoreAddress } from '../../lib/store/bayes/address.ts';
import { createBayesTables } from '../../lib/store/bayes/create-tables.ts';
import { startMariadb, startPostgres, startRedis } from '../support/database-server.ts';
import { orSkip } from '../support/require-program.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'mailsift-image-bayes-'));
after(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

const RULES = `bayes_min_spam_num 1\nbayes_min_ham_num 1\nbody LEARNT eval:check_bayes('0.9', '1.0')\nscore LEARNT 3\n`;

function mail(words: string): string {
  const header = 'From: a@example.org\nTo: b@example.net\nDate: Fri, 20 Nov 2026 09:00:00 +0000';
  return `${header}\nMessage-ID: <${words.replaceAll(' ', '.')}@example.org>\nSubject: ${words}\n\n${words}\n`;
}

function mailsift(...parameters: readonly string[]) {
  return spawnSync(join(ROOT, 'bin/mailsift'), parameters, {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin:/usr/sbin', MAILSIFT_IMAGE: path('image'), XDG_STATE_HOME: path('xdg') },
  });
}

async function answersFrom(address: string): Promise<void> {
  writeFileSync(path('rules.cf'), RULES);
  writeFileSync(
    path('mailsift.yaml'),
    `spam: { rules: [ ${path('rules.cf')} ] }\nnetwork: { enabled: false }\nstate_directory: ${path('state')}
log: { destination: none }\nbayes: { store: "${address}", auto_learn: false }\n`,
  );
  const config = ['--config', path('mailsift.yaml')];
  writeFileSync(path('spam.eml'), mail('cheap watches forever'));
  writeFileSync(path('ham.eml'), mail('minutes of our meeting'));
  writeFileSync(path('new.eml'), mail('cheap watches once more'));
  const learnt = mailsift('learn', ...config, '--spam', path('spam.eml'), '--ham', path('ham.eml'));
  assert.match(learnt.stdout, /from 2 message/, learnt.stderr);
  const compiled = mailsift('compile', ...config, '--image', path('image'));
  assert.equal(compiled.status, 0, compiled.stderr);
  const timed = mailsift('scan', ...config, '--no-virus', '--timing', path('new.eml'));
  assert.match(timed.stdout, /3\.0 +LEARNT/, timed.stderr);
  // It was not passed over as out of date.
  assert.equal((await askImage(path('image'), process.execPath))?.changed, null);
}

test('an image and SQLite', () => answersFrom(path('bayes.sqlite')));

test('an image and MariaDB', async t => {
  const server = orSkip(t, await startMariadb(), 'mariadbd');
  if (server === undefined) return;
  t.after(() => server.stop());
  const address = `mariadb://root@localhost/mysql?socket=${server.socket}`;
  await createBayesTables(parseBayesStoreAddress(address), 5000);
  await answersFrom(address);
});

test('an image and PostgreSQL', async t => {
  const server = orSkip(t, await startPostgres(), 'PostgreSQL');
  if (server === undefined) return;
  t.after(() => server.stop());
  const address = `postgresql://postgres:secret@127.0.0.1:${server.port}/postgres`;
  await createBayesTables(parseBayesStoreAddress(address), 5000);
  await answersFrom(address);
});

test('an image and Redis', async t => {
  const server = orSkip(t, await startRedis(), 'redis-server');
  if (server === undefined) return;
  t.after(() => server.stop());
  await answersFrom(`redis://127.0.0.1:${server.port}/0`);
});
