/** Opens the store that an address names. What it needs is loaded only then. Throws MailsiftError. */
import { UsageError } from '../../errors.ts';
import { formatBayesStoreAddress, type BayesStoreAddress } from '../bayes/address.ts';
import type { RecordsScope, ReputationStore } from './reputation-store.ts';
import { SqliteReputation } from './sqlite-store.ts';
import { SqlReputation } from './sql-store.ts';

export interface ReputationScope {
  readonly kind: 'awl' | 'txrep';
  /** Of a server: what a site calls it. */
  readonly table: string | undefined;
  readonly user: string;
}

export async function openReputation(
  address: BayesStoreAddress,
  { kind, table, user }: ReputationScope,
  timeoutMs: number,
): Promise<ReputationStore> {
  const scope: RecordsScope = { table: table ?? kind, user };
  const name = formatBayesStoreAddress(address);
  switch (address.kind) {
    case 'sqlite':
      return new SqliteReputation(address.path, { table: kind, user }, timeoutMs);
    case 'mysql': {
      const { connectMysql } = await import('../mysql.ts');
      return new SqlReputation(await connectMysql(address, name, timeoutMs), 'mysql', scope);
    }
    case 'postgresql': {
      const { connectPostgres } = await import('../postgres.ts');
      return new SqlReputation(await connectPostgres(address, name, timeoutMs), 'postgres', scope);
    }
    case 'redis':
      throw new UsageError(`${name}: what is known of senders is kept in SQLite, MariaDB or PostgreSQL`);
  }
}
