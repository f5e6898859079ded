import { after, test } from 'node:test';
import { openBayesStore } from '../../../lib/store/bayes/open.ts';
import { startRedis } from '../../support/database-server.ts';
import { storeConformance } from './conformance.ts';

const redis = await startRedis('--databases', '100');
if (redis === null) {
  test('redis', { skip: 'needs redis-server' }, () => undefined);
} else {
  after(() => redis.stop());
  const databases = new Map<string, number>();
  const place = { port: redis.port, socket: undefined, user: undefined, password: undefined };
  storeConformance('redis', {
    open: (name, options) => {
      const database = databases.get(name) ?? databases.size;
      databases.set(name, database);
      const address = { kind: 'redis', host: '127.0.0.1', database: String(database), ...place } as const;
      return openBayesStore(address, options);
    },
    hasTimes: false,
    isLasting: true,
    hasUsers: false,
  });
}
