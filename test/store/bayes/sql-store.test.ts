/** Real servers with the tables as SpamAssassin ships them (its sql/bayes_mysql.sql, sql/bayes_pg.sql). */
import { after, test } from 'node:test';
import type { BayesStoreAddress } from '../../../lib/store/bayes/address.ts';
import { openBayesStore } from '../../../lib/store/bayes/open.ts';
import { startMariadb, startPostgres } from '../../support/database-server.ts';
import { hasTables, makeMysqlTables, makePostgresTables } from '../../support/spamassassin-tables.ts';
import { storeConformance } from './conformance.ts';

function conformance(address: BayesStoreAddress): void {
  storeConformance(address.kind, {
    open: (name, options) => openBayesStore(address, { user: name, ...options }),
    hasTimes: true,
    isLasting: true,
    hasUsers: true,
  });
}

const mariadb = hasTables('bayes') ? await startMariadb() : null;
if (mariadb === null) {
  test('mysql', { skip: 'needs mariadbd, and the SQL files of SpamAssassin' }, () => undefined);
} else {
  after(() => mariadb.stop());
  conformance(makeMysqlTables(mariadb, 'bayes', 'bayes'));
}

const postgres = hasTables('bayes') ? await startPostgres() : null;
if (postgres === null) {
  test('postgresql', { skip: 'needs PostgreSQL, and the SQL files of SpamAssassin' }, () => undefined);
} else {
  after(() => postgres.stop());
  conformance(makePostgresTables(postgres, 'bayes'));
}
