/** In memory and in SQLite; real servers with the tables as SpamAssassin ships them (its sql/awl_mysql.sql, sql/txrep_pg.sql ...). */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { memoryReputation } from '../../../lib/store/reputation/memory-store.ts';
import { openReputation } from '../../../lib/store/reputation/open.ts';
import { run, startMariadb, startPostgres } from '../../support/database-server.ts';
import { reputationConformance } from './conformance.ts';

const TABLES = '/usr/share/doc/spamassassin/sql';
const TIMEOUT_MS = 10_000;
const folder = mkdtempSync(join(tmpdir(), 'mailsift-reputation-'));
after(() => rmSync(folder, { recursive: true }));

reputationConformance('memory', {
  open: () => Promise.resolve(memoryReputation(() => 1_700_000_000)),
  isLasting: false,
  tolerance: 0,
});

reputationConformance('sqlite', {
  open: user =>
    openReputation(
      { kind: 'sqlite', path: join(folder, 'r.sqlite') },
      { kind: 'awl', table: 'x', user },
      TIMEOUT_MS,
    ),
  isLasting: true,
  tolerance: 0,
});

const hasTables = existsSync(`${TABLES}/awl_mysql.sql`);
const mariadb = hasTables ? await startMariadb() : null;
if (mariadb === null) {
  test('mysql', { skip: 'needs mariadbd, and the SQL files of SpamAssassin' }, () => undefined);
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
    run('/usr/bin/mariadb', [...client, 'senders'], readFileSync(`${TABLES}/${kind}_mysql.sql`, 'utf8'));
    reputationConformance(`mysql, table ${kind}`, {
      open: user =>
        openReputation(
          { kind: 'mysql', ...place, database: 'senders' },
          { kind, table: undefined, user },
          TIMEOUT_MS,
        ),
      isLasting: true,
      tolerance: 1e-4,
    });
  }
}

const postgres = hasTables ? await startPostgres() : null;
if (postgres === null) {
  test('postgresql', { skip: 'needs PostgreSQL, and the SQL files of SpamAssassin' }, () => undefined);
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
    const tables = readFileSync(`${TABLES}/${kind}_pg.sql`, 'utf8');
    run(
      '/usr/bin/psql',
      ['-q', '-h', postgres.socket, '-p', String(postgres.port), '-U', 'postgres'],
      tables,
    );
    reputationConformance(`postgresql, table ${kind}`, {
      open: user =>
        openReputation(
          { kind: 'postgresql', ...place, database: 'postgres' },
          { kind, table: undefined, user },
          TIMEOUT_MS,
        ),
      isLasting: true,
      tolerance: 1e-9,
    });
  }
}
