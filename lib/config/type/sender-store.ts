/** Where the records of senders are kept; see lib/store/bayes/address.ts. Redis is not for them. */
import type { BayesStoreAddress } from '../../store/bayes/address.ts';
import type { ValueType } from '../value-type.ts';
import { bayesStore } from './bayes-store.ts';

export function senderStore(): ValueType<BayesStoreAddress> {
  const any = bayesStore();
  return {
    ...any,
    read: (raw, context) => {
      const address = any.read(raw, context);
      return address.kind === 'redis'
        ? context.fault('senders are kept in SQLite, MariaDB, MySQL or PostgreSQL, not in Redis', address)
        : address;
    },
  };
}
