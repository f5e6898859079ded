/**
 * mailsift and SpamAssassin's own library in turn on the same table, in MariaDB and PostgreSQL: in the end it holds what either
 * alone would have noted, and each has scored by what the other had written. AWL, and TxRep as far as SpamAssassin's SQL goes:
 * with txrep_welcomelist_out it reads no address of its own.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { BayesStoreAddress } from '../../lib/store/bayes/address.ts';
import { memoryReputation } from '../../lib/store/reputation/memory-store.ts';
import { openReputation } from '../../lib/store/reputation/open.ts';
import { run, startMariadb, startPostgres } from '../support/database-server.ts';
import { RULES, writeMessages } from './messages.ts';
import { byMailsift, bySpamAssassin, recordsOf, type Step, type Told } from './parity.ts';

const TABLES = '/usr/share/doc/spamassassin/sql';
const BLOCK = 20;
const folder = mkdtempSync(join(tmpdir(), 'mailsift-reputation-'));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'rules'));
writeFileSync(join(folder, 'rules/r.cf'), RULES);

const has = (module: string): boolean =>
  spawnSync('perl', ['-MMail::SpamAssassin', `-M${module}`, '-e', '1']).status === 0;

async function check(
  kind: 'awl' | 'txrep',
  address: BayesStoreAddress,
  dsn: string,
  user: string,
): Promise<void> {
  const own = join(folder, `${address.kind}-${kind}`);
  const plugin = kind === 'awl' ? 'AWL' : 'TxRep';
  const settings =
    kind === 'awl'
      ? ['auto_welcomelist_factory Mail::SpamAssassin::SQLBasedAddrList']
      : ['use_txrep 1', 'txrep_welcomelist_out 0', 'txrep_factory Mail::SpamAssassin::SQLBasedAddrList'];
  const sql = [
    `user_awl_dsn ${dsn}`,
    `user_awl_sql_username ${user}`,
    ...(address.kind === 'postgresql' ? ['user_awl_sql_password secret'] : []),
    'user_awl_sql_override_username GLOBAL',
  ];
  const setup = {
    rules: join(folder, 'rules'),
    pre: ['Check', 'SPF', plugin].map(name => `loadplugin Mail::SpamAssassin::Plugin::${name}\n`).join(''),
    lines: [...settings, ...sql].join('\n'),
  };
  // What has no network goes to the first that it is seen in, and there SpamAssassin's SQL begins to count anew.
  const files = writeMessages(join(own, 'mail'), 6 * BLOCK, 7).filter(
    file => kind === 'txrep' || /\[(?:IPv6:)?(?!10\.)[\d.a-f:]+\]\)/.test(readFileSync(file, 'latin1')),
  );
  const steps = files.map((file): Step => ['check', file]);
  const alone = await byMailsift(steps, setup, memoryReputation(), join(own, 'alone'));
  const store = await openReputation(address, { kind, table: undefined, user: 'GLOBAL' }, 10_000);
  try {
    const checks: Told[] = [];
    for (let at = 0; at < steps.length; at += BLOCK) {
      const some = steps.slice(at, at + BLOCK);
      const isTheirs = (at / BLOCK) % 2 === 0;
      const done = isTheirs
        ? bySpamAssassin(some, setup, join(own, `spamassassin${at}`))
        : await byMailsift(some, setup, store, join(own, `mailsift${at}`));
      checks.push(...done.checks);
    }
    for (const [at, { score }] of alone.checks.entries())
      assert.ok(
        Math.abs(score - (checks[at]?.score ?? NaN)) <= 0.002,
        `message ${at}: ${checks[at]?.score}, not ${score}`,
      );
    const records = await recordsOf(store);
    assert.deepEqual(Object.keys(records).sort(), Object.keys(alone.records).sort());
    for (const [key, [count, total]] of Object.entries(alone.records)) {
      const found = records[key] ?? assert.fail(key);
      assert.equal(found[0], count, key);
      assert.ok(Math.abs(found[1] - total) < 0.01, key);
    }
  } finally {
    await store.close();
  }
}

const mariadb = existsSync(TABLES) && has('DBD::mysql') ? await startMariadb() : null;
if (mariadb === null) {
  test('mysql', { skip: 'needs mariadbd, SpamAssassin and DBD::mysql' }, () => undefined);
} else {
  after(() => mariadb.stop());
  const client = ['--no-defaults', '-S', mariadb.socket, '-u', 'root'];
  run('/usr/bin/mariadb', client, 'CREATE DATABASE senders');
  const place = {
    host: '127.0.0.1',
    port: mariadb.port,
    socket: undefined,
    user: 'root',
    password: undefined,
  };
  for (const kind of ['awl', 'txrep'] as const) {
    test(`mysql, ${kind}: in turn with SpamAssassin`, async () => {
      run('/usr/bin/mariadb', [...client, 'senders'], readFileSync(`${TABLES}/${kind}_mysql.sql`, 'utf8'));
      const dsn = `DBI:mysql:senders:127.0.0.1:${mariadb.port}`;
      await check(kind, { kind: 'mysql', ...place, database: 'senders' }, dsn, 'root');
    });
  }
}

const postgres = existsSync(TABLES) && has('DBD::Pg') ? await startPostgres() : null;
if (postgres === null) {
  test('postgresql', { skip: 'needs PostgreSQL, SpamAssassin and DBD::Pg' }, () => undefined);
} else {
  after(() => postgres.stop());
  const place = {
    host: '127.0.0.1',
    port: postgres.port,
    socket: undefined,
    user: 'postgres',
    password: 'secret',
  };
  for (const kind of ['awl', 'txrep'] as const) {
    test(`postgresql, ${kind}: in turn with SpamAssassin`, async () => {
      const tables = readFileSync(`${TABLES}/${kind}_pg.sql`, 'utf8');
      run(
        '/usr/bin/psql',
        ['-q', '-h', postgres.socket, '-p', String(postgres.port), '-U', 'postgres'],
        tables,
      );
      const dsn = `DBI:Pg:dbname=postgres;host=127.0.0.1;port=${postgres.port}`;
      await check(kind, { kind: 'postgresql', ...place, database: 'postgres' }, dsn, 'postgres');
    });
  }
}
