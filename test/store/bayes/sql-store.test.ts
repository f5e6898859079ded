/** Real servers with the tables as SpamAssassin ships them (its sql/bayes_mysql.sql, sql/bayes_pg.sql). */
import { existsSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { openBayesStore } from '../../../lib/store/bayes/open.ts';
import { run, startMariadb, startPostgres } from '../../support/database-server.ts';
import { storeConformance } from './conformance.ts';

const TABLES = '/usr/share/doc/spamassassin/sql';
const hasTables = existsSync(`${TABLES}/bayes_mysql.sql`);

const mariadb = hasTables ? await startMariadb() : null;
if (mariadb === null) {
  test('mysql', { skip: 'needs mariadbd, and the SQL files of SpamAssassin' }, () => undefined);
} else {
  after(() => mariadb.stop());
  const client = ['--no-defaults', '-S', mariadb.socket, '-u', 'root'];
  run('/usr/bin/mariadb', client, 'CREATE DATABASE bayes');
  run('/usr/bin/mariadb', [...client, 'bayes'], readFileSync(`${TABLES}/bayes_mysql.sql`, 'utf8'));
  const place = {
    host: '127.0.0.1',
    port: mariadb.port,
    socket: undefined,
    user: 'root',
    password: undefined,
  };
  storeConformance('mysql', {
    open: (name, options) =>
      openBayesStore({ kind: 'mysql', ...place, database: 'bayes' }, { user: name, ...options }),
    hasTimes: true,
    isLasting: true,
    hasUsers: true,
  });
}

const postgres = hasTables ? await startPostgres() : null;
if (postgres === null) {
  test('postgresql', { skip: 'needs PostgreSQL, and the SQL files of SpamAssassin' }, () => undefined);
} else {
  after(() => postgres.stop());
  const tables = readFileSync(`${TABLES}/bayes_pg.sql`, 'utf8');
  run('/usr/bin/psql', ['-q', '-h', postgres.socket, '-p', String(postgres.port), '-U', 'postgres'], tables);
  const place = {
    host: '127.0.0.1',
    port: postgres.port,
    socket: undefined,
    user: 'postgres',
    password: 'secret',
  };
  storeConformance('postgresql', {
    open: (name, options) =>
      openBayesStore({ kind: 'postgresql', ...place, database: 'postgres' }, { user: name, ...options }),
    hasTimes: true,
    isLasting: true,
    hasUsers: true,
  });
}
