/** Opens the store that an address names. What it needs is loaded only then. Throws MailsiftError. */
import type { BayesStoreAddress } from './address.ts';
import type { BayesStore } from './bayes-store.ts';
import { DEFAULT_BAYES_OPTIONS, type BayesStoreOptions } from './options.ts';
import { SqliteBayesStore } from './sqlite-store.ts';

export function openBayesStore(
  address: BayesStoreAddress,
  options: Partial<BayesStoreOptions> = {},
): Promise<BayesStore> {
  const all = { ...DEFAULT_BAYES_OPTIONS, ...options };
  return Promise.try(() => {
    switch (address.kind) {
      case 'sqlite':
        return new SqliteBayesStore(address.path, all);
      case 'mysql':
      case 'postgresql':
      case 'redis':
        throw new Error(address.kind);
    }
  });
}
