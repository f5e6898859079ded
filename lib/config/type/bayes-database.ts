/** Where learnt data are: a path or the URL of a database (lib/store/bayes/address.ts). */
import { describeError } from '../../errors.ts';
import { parseBayesStoreAddress, type BayesStoreAddress } from '../../store/bayes/address.ts';
import { unexpected, type ValueType } from '../value-type.ts';

const NOWHERE: BayesStoreAddress = { kind: 'sqlite', path: '/' };

export function bayesDatabase(): ValueType<BayesStoreAddress> {
  const title = 'a path or a database URL';
  return {
    schema: { title, type: 'string', minLength: 1 },
    unit: '',
    read: (raw, context) => {
      if (typeof raw !== 'string') return unexpected(raw, title, context, NOWHERE);
      try {
        return parseBayesStoreAddress(raw);
      } catch (thrown) {
        return context.fault(describeError(thrown), NOWHERE);
      }
    },
  };
}
