/** One of many processes that count messages for the same senders: FILE TIMES [forever]. Tells `ready` when it has begun. */
import { SqliteReputation } from '../../lib/store/reputation/sqlite-store.ts';

const [file = '', times = '1', mode] = process.argv.slice(2);
const store = new SqliteReputation(file, { table: 'txrep', user: 'u' }, 30_000);
const key = (id: string) => ({ id, network: '192.0', signer: '' });
for (let index = 0; mode === 'forever' || index < Number(times); index += 1) {
  // Two records that must always be equal.
  await store.change([
    { kind: 'add', key: key('b@example.org'), count: 1, total: 0.5 },
    { kind: 'add', key: key('a@example.org'), count: 1, total: 0.5 },
  ]);
  await store.read([{ id: 'a@example.org', network: '192.0', signers: [''] }]);
  if (index === 0) process.stdout.write('ready\n');
}
await store.close();
