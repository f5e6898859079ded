/** Which server is asked when: the next one after silence, at once where one fails or is not there. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { resolverFor } from './resolver-for.ts';
import { startDnsServer } from './server.ts';

const GOOD = 'a.test A 127.0.0.2\nb.test A 127.0.0.3';
const NOBODY = { address: '127.0.0.1:9' };

suite('several name servers', { timeout: 60_000 }, () => {
  async function ask(
    zones: readonly (string | typeof NOBODY)[],
    limitMs = 5000,
  ): Promise<{ told: string; ms: number }> {
    const started = zones.map(async zone =>
      typeof zone === 'string' ? await startDnsServer(zone) : { ...zone, close: () => Promise.resolve() },
    );
    const servers = await Promise.all(started);
    const resolver = resolverFor(servers, { timeoutMs: limitMs });
    const start = performance.now();
    const answer = await resolver.query('a.test', 'A');
    const ms = performance.now() - start;
    resolver.close();
    await Promise.all(servers.map(server => server.close()));
    const told =
      answer === undefined ? 'none' : [answer.code, ...answer.records.map(({ data }) => data)].join(' ');
    return { told, ms };
  }

  for (const [what, zones, expected, leastMs, mostMs] of [
    ['the first answers', [GOOD, ''], 'NOERROR 127.0.0.2', 0, 300],
    ['the first knows no such name', ['', GOOD], 'NXDOMAIN', 0, 300],
    ['the first fails', ['@ * rcode=servfail', GOOD], 'NOERROR 127.0.0.2', 0, 300],
    ['the first refuses', ['@ * rcode=refused', GOOD], 'NOERROR 127.0.0.2', 0, 300],
    ['the first is not there', [NOBODY, GOOD], 'NOERROR 127.0.0.2', 0, 300],
    ['the first is silent', ['@ * silent', GOOD], 'NOERROR 127.0.0.2', 1450, 2200],
    ['the first cannot be asked over TCP', ['@ * truncate tcp-short', GOOD], 'NOERROR 127.0.0.2', 0, 300],
    ['the only one loses the first question', [`${GOOD}\n@ a.test drop=1`], 'NOERROR 127.0.0.2', 1450, 2200],
    ['all fail', ['@ * rcode=servfail', '@ * rcode=refused'], 'SERVFAIL', 0, 300],
    ['one fails, one is silent', ['@ * rcode=servfail', '@ * silent'], 'SERVFAIL', 350, 700],
    ['nobody is there', [NOBODY, NOBODY], 'none', 0, 300],
  ] satisfies [string, (string | typeof NOBODY)[], string, number, number][]) {
    test(what, async () => {
      const { told, ms } = await ask(zones, what === 'one fails, one is silent' ? 400 : 5000);
      assert.equal(told, expected);
      assert.ok(ms >= leastMs && ms < mostMs, `${ms} ms`);
    });
  }

  test('no servers: nothing is asked', async () => {
    const { told, ms } = await ask([]);
    assert.equal(told, 'none');
    assert.ok(ms < 100);
  });
});
