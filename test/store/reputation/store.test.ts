/** In memory and in SQLite; real servers with the tables as SpamAssassin ships them (its sql/awl_mysql.sql, sql/txrep_pg.sql ...). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ServerAddress } from '../../../lib/store/bayes/address.ts';
import { memoryReputation } from '../../../lib/store/reputation/memory-store.ts';
import { openReputation } from '../../../lib/store/reputation/open.ts';
import { startMariadb, startPostgres } from '../../support/database-server.ts';
import { hasTables, makeMysqlTables, makePostgresTables } from '../../support/spamassassin-tables.ts';
import { reputationConformance } from './conformance.ts';

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

function conformance(address: ServerAddress, tolerance: number): void {
  for (const kind of ['awl', 'txrep'] as const)
    reputationConformance(`${address.kind}, table ${kind}`, {
      open: user => openReputation(address, { kind, table: undefined, user }, TIMEOUT_MS),
      isLasting: true,
      tolerance,
    });
}

const mariadb = hasTables('awl') ? await startMariadb() : null;
if (mariadb === null) {
  test('mysql', { skip: 'needs mariadbd, and the SQL files of SpamAssassin' }, () => undefined);
} else {
  after(() => mariadb.stop());
  conformance(makeMysqlTables(mariadb, 'senders', 'awl', 'txrep'), 1e-4);
}

const postgres = hasTables('awl') ? await startPostgres() : null;
if (postgres === null) {
  test('postgresql', { skip: 'needs PostgreSQL, and the SQL files of SpamAssassin' }, () => undefined);
} else {
  after(() => postgres.stop());
  conformance(makePostgresTables(postgres, 'awl', 'txrep'), 1e-9);
}
