/**
 * mailsift and the real SpamAssassin (sa-learn of the package) on the same data at the same time, in MariaDB, PostgreSQL and
 * Redis: what one has learnt the other one knows, forgets, and counts on.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { parseBayesStoreAddress, type BayesStoreAddress } from '../../../lib/store/bayes/address.ts';
import type { BayesStore } from '../../../lib/store/bayes/bayes-store.ts';
import { createBayesTables } from '../../../lib/store/bayes/create-tables.ts';
import { openBayesStore } from '../../../lib/store/bayes/open.ts';
import type { BayesStoreOptions } from '../../../lib/store/bayes/options.ts';
import { run, startMariadb, startPostgres, startRedis } from '../../support/database-server.ts';
import { hasTables, makeMysqlTables, makePostgresTables } from '../../support/spamassassin-tables.ts';
import { allOf, lesson } from './conformance.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-sa-'));
after(() => rmSync(folder, { recursive: true }));

class SaLearn {
  readonly #parameters: readonly string[];

  constructor(name: string, settings: readonly string[]) {
    const site = join(folder, name);
    mkdirSync(join(site, 'rules'), { recursive: true });
    mkdirSync(join(site, 'etc'));
    writeFileSync(
      join(site, 'etc', 'local.cf'),
      `loadplugin Mail::SpamAssassin::Plugin::Bayes\nuse_bayes 1\n${settings.join('\n')}\n`,
    );
    this.#parameters = [
      '-L',
      '-C',
      join(site, 'rules'),
      '--siteconfigpath',
      join(site, 'etc'),
      '-p',
      '/dev/null',
    ];
  }

  async run(...parameters: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('/usr/bin/sa-learn', [...this.#parameters, ...parameters], {
      encoding: 'latin1',
    });
    return stdout;
  }

  /** Its own account of everything, in the shape of allOf. */
  async all(hasTimes: boolean) {
    const totals = { spam: 0, ham: 0 };
    const tokens = new Map<string, readonly number[]>();
    const seen = new Map<string, string>();
    for (const line of (await this.run('--backup')).split('\n')) {
      const [kind, first = '', second = '', third = '', fourth = ''] = line.split('\t');
      if (kind === 'v' && second === 'num_spam') totals.spam = Number(first);
      if (kind === 'v' && second === 'num_nonspam') totals.ham = Number(first);
      if (kind === 't')
        tokens.set(Buffer.from(fourth, 'hex').toString('latin1'), [
          Number(first),
          Number(second),
          hasTimes ? Number(third) : 0,
        ]);
      if (kind === 's') seen.set(second, first === 's' ? 'spam' : 'ham');
    }
    return { totals, tokens, seen };
  }
}

function message(name: string, words: string): string {
  const path = join(folder, `${name}.eml`);
  const received =
    'Received: from a.example (a.example [192.0.2.7]) by b.example; Fri, 20 Nov 2026 10:00:00 +0000';
  const header = `${received}\nFrom: a@example.org\nTo: b@example.net\nDate: Fri, 20 Nov 2026 09:00:00 +0000`;
  writeFileSync(path, `${header}\nMessage-ID: <${name}@example.org>\nSubject: ${words}\n\n${words} again\n`);
  return path;
}

function sharing(
  title: string,
  sa: SaLearn,
  open: (options: Partial<BayesStoreOptions>) => Promise<BayesStore>,
  hasTimes: boolean,
  parts: 'all' | 'in turn' = 'all',
): void {
  test(`${title}: each knows what the other has learnt`, async () => {
    const store = await open({ access: 'learn', touchGrainS: 0 });
    try {
      const spam = message(`${title}-spam`, 'cheap watches forever');
      const ham = message(`${title}-ham`, 'minutes of our meeting');
      assert.match(await sa.run('--spam', spam), /from 1 message/);
      assert.match(await sa.run('--ham', ham), /from 1 message/);
      const learnt = await allOf(store);
      assert.deepEqual(learnt.totals, { spam: 1, ham: 1 });
      assert.ok(learnt.tokens.size > 20);
      assert.deepEqual(learnt, await sa.all(hasTimes));

      // mailsift: the spam was ham after all; and two more, with tokens and ids of any bytes.
      const [id] = [...learnt.seen].find(([, as]) => as === 'spam')!;
      const ofSpam = [...learnt.tokens].filter(([, counts]) => counts[0] > 0).map(([key]) => key);
      const results = await store.learn([
        lesson('ham', id, ofSpam, 1_795_000_000),
        lesson('spam', "it's \\ 100%@x", ['\x00\x01\x02\x03\xff', "'\\\n\r ", '     '], 1_790_000_000),
        lesson('spam', 'more@x', ['\x00\x01\x02\x03\xff', ofSpam[0]!], 1_791_000_000),
      ]);
      assert.deepEqual(results, ['relearned', 'learned', 'learned']);
      await store.touch(['     '], 1_796_000_000);
      const taught = await allOf(store);
      assert.deepEqual(taught.totals, { spam: 2, ham: 2 });
      assert.deepEqual(taught.tokens.get('\x00\x01\x02\x03\xff'), [2, 0, hasTimes ? 1_791_000_000 : 0]);
      assert.deepEqual(await sa.all(hasTimes), taught);
      const { tokens, oldestAtimeS, newestAtimeS } = await store.state();
      const magic = await sa.run('--dump', 'magic');
      for (const [what, value] of Object.entries({
        nspam: 2,
        nham: 2,
        ntokens: hasTimes ? taught.tokens.size : 0,
        'oldest atime': hasTimes ? 1_790_000_000 : 0,
        'newest atime': hasTimes ? 1_796_000_000 : 0,
      }))
        assert.match(magic, new RegExp(` ${value} +0 +non-token data: ${what}\n`), what);
      if (hasTimes)
        assert.deepEqual(
          [tokens, oldestAtimeS, newestAtimeS],
          [taught.tokens.size, 1_790_000_000, 1_796_000_000],
        );

      // SpamAssassin: it is known as ham; then forgotten.
      assert.match(await sa.run('--ham', spam), /from 0 message/);
      assert.match(await sa.run('--forget', spam), /from 1 message/);
      assert.deepEqual(await store.totals(), { spam: 2, ham: 1 });
      assert.equal((await allOf(store)).seen.has(id), false);
      assert.deepEqual(await allOf(store), await sa.all(hasTimes));
    } finally {
      await store.close();
    }
  });

  if (parts === 'in turn') return;
  test(`${title}: both learn at the same time, and nothing is lost`, async () => {
    const store = await open({ access: 'learn' });
    try {
      await store.clear();
      const word = 'simultaneous';
      const paths = Array.from({ length: 24 }, (_, n) => message(`${title}-${n}`, `${word} number${n}`));
      // What SpamAssassin calls the words, as it has learnt them from one message.
      await sa.run('--spam', message(`${title}-first`, word));
      const common = [...(await allOf(store)).tokens.keys()];
      const reference = sa.run('--spam', ...paths.slice(0, 12));
      let taught = 0;
      const ours = (async () => {
        for (; taught < 40; taught += 1)
          assert.deepEqual(await store.learn([lesson('spam', `ours ${taught}`, common)]), ['learned']);
      })();
      await Promise.all([reference, sa.run('--ham', ...paths.slice(12)), ours]);
      assert.deepEqual(await store.totals(), { spam: 1 + 12 + taught, ham: 12 });
      const counts = await store.tokens(common);
      const most = Math.max(...[...counts.values()].map(({ spam }) => spam));
      assert.equal(most, 1 + 12 + taught);
      assert.deepEqual(await allOf(store), await sa.all(hasTimes));
      if (hasTimes) assert.equal((await store.state()).tokens, (await allOf(store)).tokens.size);
    } finally {
      await store.close();
    }
  });
}

/** With the tables that mailsift makes; before, there are none. */
async function madeTables(address: BayesStoreAddress): Promise<void> {
  await assert.rejects(
    openBayesStore(address),
    /tables of Bayes are missing; .*mailsift learn --create-tables/,
  );
  await createBayesTables(address, 10_000);
  await createBayesTables(address, 10_000);
}

const isInstalled = existsSync('/usr/bin/sa-learn') && hasTables('bayes');
const OPTIONS = { user: 'site', timeoutMs: 10_000 };

const mariadb = isInstalled ? await startMariadb() : null;
if (mariadb === null) {
  test('mysql', { skip: 'needs sa-learn, its SQL files and mariadbd' }, () => undefined);
} else {
  after(() => mariadb.stop());
  makeMysqlTables(mariadb, 'bayes', 'bayes');
  makeMysqlTables(mariadb, 'made');
  const sharingIn = (database: string, parts: 'all' | 'in turn'): BayesStoreAddress => {
    const title = `mysql-${database}`;
    const sa = new SaLearn(title, [
      'bayes_store_module Mail::SpamAssassin::BayesStore::MySQL',
      `bayes_sql_dsn DBI:mysql:${database}:localhost;mysql_socket=${mariadb.socket}`,
      'bayes_sql_username root',
      'bayes_sql_override_username site',
    ]);
    const address = parseBayesStoreAddress(`mariadb://root@localhost/${database}?socket=${mariadb.socket}`);
    sharing(title, sa, options => openBayesStore(address, { ...OPTIONS, ...options }), true, parts);
    return address;
  };
  sharingIn('bayes', 'all');
  await madeTables(sharingIn('made', 'in turn'));
}

const postgres = isInstalled ? await startPostgres() : null;
if (postgres === null) {
  test('postgresql', { skip: 'needs sa-learn, its SQL files and PostgreSQL' }, () => undefined);
} else {
  after(() => postgres.stop());
  makePostgresTables(postgres, 'bayes');
  run(
    '/usr/bin/psql',
    ['-q', '-h', postgres.socket, '-p', String(postgres.port), '-U', 'postgres'],
    'CREATE DATABASE made',
  );
  const sharingIn = (database: string, parts: 'all' | 'in turn'): BayesStoreAddress => {
    const title = `postgresql-${database}`;
    const sa = new SaLearn(title, [
      'bayes_store_module Mail::SpamAssassin::BayesStore::PgSQL',
      `bayes_sql_dsn DBI:Pg:dbname=${database};host=${postgres.socket};port=${postgres.port}`,
      'bayes_sql_username postgres',
      'bayes_sql_override_username site',
    ]);
    const place = `postgresql://postgres@localhost:${postgres.port}/${database}?socket=${postgres.socket}`;
    const address = parseBayesStoreAddress(place);
    sharing(title, sa, options => openBayesStore(address, { ...OPTIONS, ...options }), true, parts);
    return address;
  };
  sharingIn('postgres', 'all');
  await madeTables(sharingIn('made', 'in turn'));
}

const redis = isInstalled ? await startRedis('--requirepass', 'p@ss:word') : null;
if (redis === null) {
  test('redis', { skip: 'needs sa-learn and redis-server' }, () => undefined);
} else {
  after(() => redis.stop());
  const sa = new SaLearn('redis', [
    'bayes_store_module Mail::SpamAssassin::BayesStore::Redis',
    `bayes_sql_dsn server=127.0.0.1:${redis.port};password=p@ss:word;database=2`,
  ]);
  const address = parseBayesStoreAddress(`redis://:p%40ss%3Aword@localhost/2?socket=${redis.socket}`);
  sharing('redis', sa, options => openBayesStore(address, { timeoutMs: 10_000, ...options }), false);
}
