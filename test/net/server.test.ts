/** The server that the tests of the network rules ask, asked by a peer: node's own resolver (c-ares). */
import assert from 'node:assert/strict';
import { Resolver } from 'node:dns/promises';
import { test } from 'node:test';
import { startDnsServer } from './server.ts';

const ZONE = `
; a comment
example.org.  600 SOA ns.example.org. admin.example.org. 1 3600 600 86400 60
example.org       TXT "v=spf1 " "-all ; not a comment" \\065
example.org       MX  10 mail.example.org
mail.example.org  A   192.0.2.1
mail.example.org  AAAA 2001:db8::1
alias.example.org CNAME mail.example.org
*.wild.test       A   127.0.0.2
here.wild.test    TXT "own line"
long.test         TXT "${'x'.repeat(600)}"
@ mail.example.org truncate
@ bad.test rcode=servfail
@ *.slow.test delay=60
x.slow.test       A   127.0.0.3
`;

test('a server for tests answers as another resolver expects it', async () => {
  await using server = await startDnsServer(ZONE);
  const peer = new Resolver({ timeout: 2000, tries: 1 });
  peer.setServers([server.address]);
  assert.deepEqual(await peer.resolveTxt('example.org'), [['v=spf1 ', '-all ; not a comment', 'A']]);
  assert.deepEqual(await peer.resolveMx('EXAMPLE.org'), [
    { exchange: 'mail.example.org', priority: 10, type: 'MX' },
  ]);
  assert.deepEqual(await peer.resolve4('alias.example.org'), ['192.0.2.1']);
  assert.deepEqual(await peer.resolve6('mail.example.org'), ['2001:db8::1']);
  assert.deepEqual(await peer.resolve4('2.0.0.127.wild.test'), ['127.0.0.2']);
  assert.deepEqual((await peer.resolveTxt('long.test'))[0]?.join('').length, 600);
  await assert.rejects(peer.resolve4('no.example.org'), { code: 'ENOTFOUND' });
  await assert.rejects(peer.resolve4('here.wild.test'), { code: 'ENODATA' });
  await assert.rejects(peer.resolve4('bad.test'), { code: 'ESERVFAIL' });
  const start = performance.now();
  assert.deepEqual(await peer.resolve4('x.slow.test'), ['127.0.0.3']);
  assert.ok(performance.now() - start >= 55);
  assert.ok(server.asked.some(one => one.name === 'mail.example.org' && one.overTcp));
});
