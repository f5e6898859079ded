/** Answers and failures in the form of node:dns (its documentation: dnsPromises.resolve, error codes). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookupOver } from '../../lib/auth/lookup.ts';
import type { DnsAnswer, RecordType } from '../../lib/net/resolver.ts';

const answering = (answer: DnsAnswer | undefined) => lookupOver({ query: () => Promise.resolve(answer) });
const record = (type: RecordType, data: string) => ({ name: 'x.example', type, ttlS: 60, data });
const records = (...list: ReturnType<typeof record>[]): DnsAnswer => ({ code: 'NOERROR', records: list });

test('answers', async () => {
  for (const [type, answer, wanted] of [
    ['TXT', records(record('TXT', 'v=spf1 -all'), record('TXT', 'two')), [['v=spf1 -all'], ['two']]],
    ['MX', records(record('MX', '10 mx.example.')), [{ priority: 10, exchange: 'mx.example' }]],
    ['MX', records(record('MX', '0 .')), [{ priority: 0, exchange: '' }]],
    ['A', records(record('CNAME', 'y.example.'), record('A', '192.0.2.1')), ['192.0.2.1']],
    ['PTR', records(record('PTR', 'host.example.')), ['host.example']],
  ] as const) {
    assert.deepEqual(await answering(answer)('x.example', type), wanted);
  }
});

test('failures', async () => {
  for (const [answer, code] of [
    [undefined, 'ETIMEOUT'],
    [records(), 'ENODATA'],
    [records(record('CNAME', 'y.example.')), 'ENODATA'],
    [{ code: 'NXDOMAIN', records: [] }, 'ENOTFOUND'],
    [{ code: 'SERVFAIL', records: [] }, 'ESERVFAIL'],
    [{ code: 'REFUSED', records: [] }, 'EREFUSED'],
    [{ code: 'FORMERR', records: [] }, 'EFORMERR'],
    [{ code: 9, records: [] }, 'EBADRESP'],
  ] as const) {
    await assert.rejects(answering(answer)('x.example', 'A'), { code });
  }
  await assert.rejects(answering(records())('x.example', 'NAPTR'), { code: 'EBADQUERY' });
});
