/** What doctor says of name servers that answer, refuse, lie or are not there. The codes are Spamhaus's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examineResolver } from '../../lib/doctor/resolver.ts';
import { settingsFor } from '../net/resolver-for.ts';
import { startDnsServer } from '../net/server.ts';

const POINT = '2.0.0.127.zen.spamhaus.org';

async function told(zone: string): Promise<string> {
  await using server = await startDnsServer(zone);
  return await toldOf(server.address);
}

async function toldOf(address: string): Promise<string> {
  const settings = settingsFor([{ address }], { mayAsk: () => false });
  const [finding] = await examineResolver(settings, 200);
  return `${finding?.level ?? ''}: ${finding?.what.replace(address, 'IT') ?? ''}`;
}

for (const [zone, expected] of [
  [`${POINT} A 127.0.0.2\n${POINT} A 127.0.0.10`, 'ok: IT answers, and so do block lists'],
  [`${POINT} A 127.255.255.254`, `warning: IT asks block lists that refuse it (${POINT}: 127.255.255.254)`],
  ['', `warning: IT answers, but knows no ${POINT} (NXDOMAIN): block lists cannot be asked`],
  [
    `${POINT} A 192.0.2.1`,
    `warning: IT answers, but knows no ${POINT} (192.0.2.1): block lists cannot be asked`,
  ],
  [
    `@ ${POINT} rcode=servfail`,
    `warning: IT answers, but knows no ${POINT} (SERVFAIL): block lists cannot be asked`,
  ],
  [`@ ${POINT} silent`, 'problem: IT does not answer within 0.2 s'],
] satisfies [string, string][]) {
  test(expected, async () => {
    assert.equal(await told(zone), expected);
  });
}

test('nobody listens', async () => {
  assert.equal(await toldOf('127.0.0.1:9'), 'problem: IT does not answer within 0.2 s');
});
