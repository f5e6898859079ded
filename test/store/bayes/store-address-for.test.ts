/** Directives and data source names: Mail::SpamAssassin::Conf, ::BayesStore::Redis, DBI's drivers (DBD::mysql, DBD::Pg). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SettingLines } from '../../../lib/rules/settings.ts';
import { storeAddressFor } from '../../../lib/store/bayes/store-address-for.ts';

const OWN = { store: null, user: null, timeoutMs: 5000 };
const MODULE = 'bayes_store_module Mail::SpamAssassin::BayesStore';

function rules(...lines: readonly string[]): SettingLines {
  return new SettingLines(
    lines.map((text, at) => {
      const [, key = '', value = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
      return { key, value, file: 'local.cf', line: at + 1 };
    }),
  );
}

const place = (...lines: readonly string[]) => storeAddressFor(rules(...lines), OWN, '/state');
const sqlite = { kind: 'sqlite', path: '/state/bayes.sqlite' };
const mysql = {
  kind: 'mysql',
  host: 'localhost',
  port: 3306,
  socket: '/run/mysqld/mysqld.sock',
  user: 'sa',
  password: 'x y',
  database: 'bayes',
};
const tcp = { ...mysql, host: 'db', socket: undefined };
const pg = { ...tcp, kind: 'postgresql', port: 5432 };
const redis = {
  kind: 'redis',
  host: '127.0.0.1',
  port: 6379,
  socket: undefined,
  user: undefined,
  password: undefined,
  database: '0',
};
const login = ['bayes_sql_username sa', 'bayes_sql_password x y'];

const ADDRESSES: readonly (readonly [readonly string[], object])[] = [
  [[], sqlite],
  [['bayes_path /var/spool/bayes'], sqlite],
  [['bayes_sql_dsn DBI:mysql:bayes:db'], sqlite],
  [[`${MODULE}::DBM`, 'bayes_sql_dsn DBI:mysql:bayes:db'], sqlite],
  [[`${MODULE}::MySQL`, 'bayes_sql_dsn DBI:mysql:bayes:localhost', ...login], mysql],
  [[`${MODULE}::MySQL`, 'bayes_sql_dsn DBI:mysql:bayes', ...login], mysql],
  [[`${MODULE}::MySQL`, 'bayes_sql_dsn DBI:mysql:bayes:db:3307', ...login], { ...tcp, port: 3307 }],
  [[`${MODULE}::SQL`, 'bayes_sql_dsn DBI:mysql:bayes:127.0.0.1', ...login], { ...tcp, host: '127.0.0.1' }],
  [[`${MODULE}::MySQL`, 'bayes_sql_dsn DBI:MariaDB:database=bayes;host=db', ...login], tcp],
  [
    [`${MODULE}::MySQL`, 'bayes_sql_dsn DBI:mysql:bayes:localhost;mysql_socket=/x/my.sock', ...login],
    { ...mysql, socket: '/x/my.sock' },
  ],
  [[`${MODULE}::MySQL`, 'bayes_sql_dsn DBI:mysql:bayes;host=db;port=3308', ...login], { ...tcp, port: 3308 }],
  [[`${MODULE}::PgSQL`, 'bayes_sql_dsn DBI:Pg:dbname=bayes;host=db', ...login], pg],
  [
    [`${MODULE}::PgSQL`, 'bayes_sql_dsn DBI:Pg:dbname=bayes;host=db;port=5433;', ...login],
    { ...pg, port: 5433 },
  ],
  [
    [`${MODULE}::PgSQL`, 'bayes_sql_dsn DBI:Pg:dbname=bayes;host=/run/pg', ...login],
    { ...pg, host: 'localhost', socket: '/run/pg' },
  ],
  [
    [`${MODULE}::PgSQL`, 'bayes_sql_dsn DBI:Pg:dbname=bayes', ...login],
    { ...pg, host: 'localhost', socket: '/var/run/postgresql' },
  ],
  [[`${MODULE}::SQL`, 'bayes_sql_dsn DBI:SQLite:dbname=/x'], sqlite],
  [[`${MODULE}::MySQL`, 'bayes_sql_dsn nonsense'], sqlite],
  [[`${MODULE}::Redis`], redis],
  [
    [`${MODULE}::Redis`, 'bayes_sql_dsn server=10.0.0.1:6380;password=a=b;database=2'],
    { ...redis, host: '10.0.0.1', port: 6380, password: 'a=b', database: '2' },
  ],
  [[`${MODULE}::Redis`, 'bayes_sql_dsn server=[::1]:6379'], { ...redis, host: '::1' }],
  [[`${MODULE}::Redis`, 'bayes_sql_dsn server=/run/redis.sock'], { ...redis, socket: '/run/redis.sock' }],
];

for (const [lines, address] of ADDRESSES)
  test(`Bayes data of: ${lines.join(' | ') || 'no directives'}`, () =>
    assert.deepEqual(place(...lines).address, address));

test('our own settings come first', () => {
  const store = { kind: 'sqlite', path: '/elsewhere' } as const;
  const all = rules(
    `${MODULE}::MySQL`,
    'bayes_sql_dsn DBI:mysql:bayes:db',
    'bayes_sql_override_username amavis',
  );
  assert.deepEqual(storeAddressFor(all, { ...OWN, store, user: 'me' }, '/state').address, store);
  assert.equal(storeAddressFor(all, { ...OWN, store, user: 'me' }, '/state').options.user, 'me');
});

test('whose data', () => {
  assert.equal(place().options.user, 'GLOBALBAYES');
  assert.equal(place('bayes_sql_override_username amavis').options.user, 'amavis');
  assert.equal(place(`${MODULE}::Redis`, 'bayes_sql_override_username amavis').options.user, 'GLOBALBAYES');
});

const TIMES: readonly (readonly [readonly string[], number | undefined, number | undefined])[] = [
  [[], 1_814_400, 691_200],
  [['bayes_token_ttl 2w', 'bayes_seen_ttl 36h'], 1_209_600, 129_600],
  [['bayes_token_ttl 90', 'bayes_seen_ttl 0'], 90, undefined],
  [['bayes_token_ttl 2w', 'bayes_auto_expire 0'], undefined, undefined],
];

for (const [lines, tokenS, seenS] of TIMES)
  test(`how long it lives in Redis: ${lines.join(' | ') || 'no directives'}`, () => {
    const { tokenTtlS, seenTtlS } = place(...lines).options;
    assert.deepEqual({ tokenTtlS, seenTtlS }, { tokenTtlS: tokenS, seenTtlS: seenS });
  });
