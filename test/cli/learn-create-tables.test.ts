import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseBayesStoreAddress } from '../../lib/store/bayes/address.ts';
import { openBayesStore } from '../../lib/store/bayes/open.ts';
import { startMariadb } from '../support/database-server.ts';
import { orSkip } from '../support/require-program.ts';

const ENTRY = join(import.meta.dirname, '../../bin/mailsift.ts');

function learn(...parameters: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, 'learn', ...parameters], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('learn --create-tables makes what is missing on a server', async t => {
  const server = orSkip(t, await startMariadb(), 'mariadbd');
  if (server === undefined) return;
  t.after(() => server.stop());
  const place = `mysql://root@localhost/mysql?socket=${server.socket}`;
  const shown = `mysql://${server.socket} (database mysql)`;
  const before = learn('--dump', 'magic', '--dbpath', place);
  assert.equal(before.status, 75);
  assert.match(before.stderr, /tables of Bayes are missing; .*mailsift learn --create-tables/);
  assert.deepEqual(learn('--create-tables', '--dbpath', place), {
    status: 0,
    stdout: `${shown}: the tables of Bayes are there\n`,
    stderr: '',
  });
  const store = await openBayesStore(parseBayesStoreAddress(place));
  assert.deepEqual(await store.totals(), { spam: 0, ham: 0 });
  await store.close();
});

test('learn --create-tables has nothing to do for a file', () => {
  const { status, stderr } = learn('--create-tables', '--dbpath', '/nowhere/bayes.sqlite');
  assert.equal(status, 64);
  assert.match(stderr, /\/nowhere\/bayes\.sqlite: needs no tables made/);
});
