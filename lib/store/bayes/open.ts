/** Opens the store that an address names. What it needs is loaded only then. Throws MailsiftError. */
import { connectMysql } from '../mysql.ts';
import { UsageError } from '../../errors.ts';
import { connectRedis } from '../redis.ts';
import { connectPostgres } from '../postgres.ts';
import { formatBayesStoreAddress, type BayesStoreAddress } from './address.ts';
import type { BayesStore } from './bayes-store.ts';
import { RedisBayesStore } from './redis-store.ts';
import { DEFAULT_BAYES_OPTIONS, SITE_USER, type BayesStoreOptions } from './options.ts';
import { MYSQL, POSTGRESQL } from './sql-dialect.ts';
import { SqlBayesStore } from './sql-store.ts';
import { SqliteBayesStore } from './sqlite-store.ts';

export async function openBayesStore(
  address: BayesStoreAddress,
  options: Partial<BayesStoreOptions> = {},
): Promise<BayesStore> {
  const all = { ...DEFAULT_BAYES_OPTIONS, ...options };
  const name = formatBayesStoreAddress(address);
  switch (address.kind) {
    case 'sqlite':
      return new SqliteBayesStore(address.path, all);
    case 'mysql':
      return await SqlBayesStore.open('mysql', () => connectMysql(address, name, all.timeoutMs), MYSQL, all);
    case 'postgresql':
      return await SqlBayesStore.open(
        'postgresql',
        () => connectPostgres(address, name, all.timeoutMs),
        POSTGRESQL,
        all,
      );
    case 'redis':
      if (all.user !== SITE_USER) {
        throw new UsageError(
          `${name}: Redis holds one set of Bayes data in a database, so none for user ${all.user}; use a database number for each`,
        );
      }
      return await RedisBayesStore.open(await connectRedis(address, name, all.timeoutMs), all);
  }
}
