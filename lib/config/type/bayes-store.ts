/** Where Bayes data are kept; see lib/store/bayes/address.ts. What is shown of it holds no password. */
import { describeError } from '../../errors.ts';
import {
  concealPassword,
  parseBayesStoreAddress,
  type BayesStoreAddress,
} from '../../store/bayes/address.ts';
import { unexpected, type ValueType } from '../value-type.ts';

export function bayesStore(): ValueType<BayesStoreAddress> {
  const title = 'a path or the address of a database';
  const nowhere = { kind: 'sqlite', path: '/' } as const;
  return {
    schema: { title, type: 'string' },
    unit: '',
    read: (raw, context) => {
      if (typeof raw !== 'string') return unexpected(raw, title, context, nowhere);
      try {
        return parseBayesStoreAddress(raw);
      } catch (thrown) {
        return context.fault(describeError(thrown), nowhere);
      }
    },
    shown: raw => (typeof raw === 'string' ? concealPassword(raw) : raw),
  };
}
