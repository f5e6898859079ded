/** The resolver of a message against a server that answers well and badly. What each fault is: test/net/zone.ts. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { after, before, suite, test } from 'node:test';
import { Deadline } from '../../lib/deadline.ts';
import type { DnsAnswer, RecordType } from '../../lib/net/resolver.ts';
import { startDnsServer, type DnsServer } from './server.ts';
import { resolverFor } from './resolver-for.ts';

const FAULTY = `
wrong-id.test A 127.0.0.2
@ wrong-id.test wrong-id
wrong-name.test A 127.0.0.2
@ wrong-name.test wrong-name
wrong-type.test A 127.0.0.2
@ wrong-type.test wrong-type
no-question.test A 127.0.0.2
@ no-question.test no-question
query-bit.test A 127.0.0.2
@ query-bit.test query-bit
other-port.test A 127.0.0.2
@ other-port.test other-port
loop.test A 127.0.0.2
@ loop.test loop
garbage.test A 127.0.0.2
@ garbage.test garbage
counts.test A 127.0.0.2
@ counts.test counts
short0.test A 127.0.0.2
@ short0.test short=0
short1.test A 127.0.0.2
@ short1.test short=1
short20.test A 127.0.0.2
@ short20.test short=20
tcp-short.test A 127.0.0.2
@ tcp-short.test truncate tcp-short
tcp-silent.test A 127.0.0.2
@ tcp-silent.test truncate tcp-silent
silent.test A 127.0.0.2
@ silent.test silent
`;

const ZONE = `
example.org.      600 SOA ns.example.org. admin.example.org. 1 3600 600 86400 60
example.org       TXT "v=spf1 " "-all"
example.org       MX 10 mail.example.org
example.org       NS ns.example.org
mail.example.org  A 192.0.2.1
mail.example.org  AAAA 2001:db8:0:0:1:0:0:1
_sip._tcp.example.org SRV 1 2 5060 sip.example.org
7.2.0.192.in-addr.arpa PTR mail.example.org
alias.example.org CNAME mail.example.org
xn--mnchen-3ya.example A 192.0.2.9
stranger.test A 127.0.0.3
@ stranger.test stranger
@ huge.test huge
@ chain5.test chain=5
@ chain40.test chain=40
@ cname-loop.test cname-loop
@ servfail.test rcode=servfail
@ refused.test rcode=refused
@ odd.test rcode=9
cut.test A 127.0.0.4
@ cut.test truncate
old.test A 127.0.0.5
@ old.test edns-formerr
spoofed.test A 127.0.0.6
@ spoofed.test spoof-first delay=20
twice.test A 127.0.0.7
@ twice.test twice
MiXeD.test A 127.0.0.8
lower.test A 127.0.0.9
@ lower.test lower-case
${FAULTY}`;

/** `CODE data|data`, or nothing. */
function told(answer: DnsAnswer | undefined): string | undefined {
  return answer === undefined
    ? undefined
    : [answer.code, ...answer.records.map(record => record.data)].join('|');
}

suite('the resolver of a message', { timeout: 60_000 }, () => {
  let server: DnsServer;
  before(async () => {
    server = await startDnsServer(ZONE);
  });
  after(() => server.close());

  const ask = async (name: string, type: RecordType = 'A', settings = {}): Promise<string | undefined> => {
    const resolver = resolverFor([server], { timeoutMs: 2000, ...settings });
    try {
      return told(await resolver.query(name, type));
    } finally {
      resolver.close();
    }
  };

  for (const [name, type, expected] of [
    ['example.org', 'TXT', 'NOERROR|v=spf1 -all'],
    ['EXAMPLE.org.', 'MX', 'NOERROR|10 mail.example.org'],
    ['example.org', 'NS', 'NOERROR|ns.example.org'],
    ['example.org', 'SOA', 'NOERROR|ns.example.org admin.example.org 1 3600 600 86400 60'],
    ['mail.example.org', 'A', 'NOERROR|192.0.2.1'],
    ['mail.example.org', 'AAAA', 'NOERROR|2001:db8::1:0:0:1'],
    ['mail.example.org', 'ANY', 'NOERROR|192.0.2.1|2001:db8::1:0:0:1'],
    ['_sip._tcp.example.org', 'SRV', 'NOERROR|1 2 5060 sip.example.org'],
    ['7.2.0.192.in-addr.arpa', 'PTR', 'NOERROR|mail.example.org'],
    ['alias.example.org', 'A', 'NOERROR|mail.example.org|192.0.2.1'],
    ['m\xc3\xbcnchen.example', 'A', 'NOERROR|192.0.2.9'],
    ['nothing.example.org', 'A', 'NXDOMAIN'],
    ['mail.example.org', 'TXT', 'NOERROR'],
    ['servfail.test', 'A', 'SERVFAIL'],
    ['refused.test', 'A', 'REFUSED'],
    ['odd.test', 'A', '9'],
    ['stranger.test', 'A', 'NOERROR|127.0.0.3'],
    ['cut.test', 'A', 'NOERROR|127.0.0.4'],
    ['old.test', 'A', 'NOERROR|127.0.0.5'],
    ['spoofed.test', 'A', 'NOERROR|127.0.0.6'],
    ['twice.test', 'A', 'NOERROR|127.0.0.7'],
    ['huge.test', 'TXT', `NOERROR|${'x'.repeat(255 * 250)}`],
    ['chain5.test', 'A', 'NOERROR|c1.test|c2.test|c3.test|c4.test|c5.test|127.0.0.2'],
    ['cname-loop.test', 'A', 'NOERROR|loop.test|cname-loop.test'],
  ] satisfies [string, RecordType, string][]) {
    test(`${name} ${type}`, async () => {
      assert.equal(await ask(name, type), expected);
    });
  }

  test('a chain of names is followed for some steps only', async () => {
    const answer = await ask('chain40.test');
    assert.match(answer ?? '', /^NOERROR\|c1\.test\|.*\|c17\.test$/);
  });

  const faulty = FAULTY.match(/^[\w-]+\.test/gm) ?? [];
  for (const name of faulty) {
    test(`${name}: as if nobody had answered`, async () => {
      const start = performance.now();
      assert.equal(await ask(name, 'A', { timeoutMs: 300 }), undefined);
      const tookMs = performance.now() - start;
      if (name !== 'tcp-short.test') assert.ok(tookMs >= 295 && tookMs < 500, `${tookMs} ms`);
    });
  }

  for (const name of [
    '',
    '.',
    'a..b',
    `${'x'.repeat(64)}.test`,
    `${'x.'.repeat(127)}test`,
    'a b.test',
    'a\nb.test',
    'a\0.test',
    '\xff\xfe.test',
  ]) {
    test(`${JSON.stringify(name.slice(0, 20))} is not a name to ask for`, async () => {
      const before = server.asked.length;
      assert.equal(await ask(name), undefined);
      assert.equal(server.asked.length, before);
    });
  }

  test('0x20: letters at random, which the answer has to repeat', async () => {
    const before = server.asked.length;
    assert.equal(await ask('mixed.test', 'A', { mixesCase: true }), 'NOERROR|127.0.0.8');
    const names = new Set<string>();
    for (let turn = 0; turn < 20; turn += 1) await ask('mixed.test', 'A', { mixesCase: true });
    for (const { name } of server.asked.slice(before)) names.add(name);
    assert.ok(names.size > 5, [...names].join(' '));
    assert.equal(await ask('lower.test', 'A', { mixesCase: false }), 'NOERROR|127.0.0.9');
    const lower = await Promise.all(
      Array.from({ length: 5 }, () => ask('lower.test', 'A', { mixesCase: true, timeoutMs: 100 })),
    );
    assert.ok(lower.includes(undefined));
  });

  test('ids and ports are not to be foretold', async () => {
    const before = server.asked.length;
    for (let turn = 0; turn < 20; turn += 1) await ask('mail.example.org');
    const asked = server.asked.slice(before);
    assert.ok(new Set(asked.map(({ id }) => id)).size > 15);
    assert.ok(new Set(asked.map(({ port }) => port)).size > 10);
    const sorted = asked.map(({ id }) => id);
    assert.notDeepEqual(
      sorted,
      sorted.toSorted((a, b) => a - b),
    );
  });

  test('local ports are those that are permitted', async () => {
    const taken = createSocket('udp4');
    await new Promise<void>(resolve => taken.bind(0, resolve));
    const free = createSocket('udp4');
    await new Promise<void>(resolve => free.bind(0, resolve));
    const localPorts = Uint16Array.of(taken.address().port, free.address().port);
    free.close();
    const before = server.asked.length;
    for (let turn = 0; turn < 5; turn += 1) await ask('mail.example.org', 'A', { localPorts });
    const ports = new Set(server.asked.slice(before).map(({ port }) => port));
    assert.deepEqual([...ports], [localPorts[1]]);
    taken.close();
  });

  test('the same question is asked once a message', async () => {
    const resolver = resolverFor([server]);
    const before = server.asked.length;
    const answers = await Promise.all(
      ['mail.example.org', 'MAIL.example.org.'].map(name => resolver.query(name, 'A')),
    );
    assert.equal(answers[0], answers[1]);
    assert.equal(await resolver.query('mail.example.org', 'A'), answers[0]);
    assert.equal(server.asked.length, before + 1);
    assert.deepEqual(
      resolver.queries.map(({ name, type, code, data, isCached }) => ({ name, type, code, data, isCached })),
      [{ name: 'mail.example.org', type: 'A', code: 'NOERROR', data: ['192.0.2.1'], isCached: false }],
    );
    resolver.close();
  });

  test('what the site does not want to be asked for is not asked for', async () => {
    const resolver = resolverFor([server], { mayAsk: name => !name.endsWith('.example.org') });
    assert.equal(await resolver.query('mail.example.org', 'A'), undefined);
    assert.equal(told(await resolver.query('cut.test', 'A')), 'NOERROR|127.0.0.4');
    assert.deepEqual(
      resolver.queries.map(({ name, code }) => `${name} ${code}`),
      ['mail.example.org refused', 'cut.test NOERROR'],
    );
    resolver.close();
  });

  test('a thousand questions are answered, and no more are asked', async () => {
    const resolver = resolverFor([server]);
    const before = server.asked.length;
    const codes: (string | number | undefined)[] = [];
    // The server is one process with this; the system keeps some 270 datagrams for it.
    for (let round = 0; round < 1100; round += 200) {
      const names = Array.from({ length: 200 }, (_, index) => `n${round + index}.example.org`);
      const answers = await Promise.all(names.map(name => resolver.query(name, 'A')));
      codes.push(...answers.map(answer => answer?.code));
    }
    assert.equal(codes.filter(code => code === 'NXDOMAIN').length, 1000);
    assert.equal(resolver.excess, 200);
    assert.equal(server.asked.length - before, 1000);
    resolver.close();
  });

  test('four hundred answers that wait unread are not lost', async () => {
    const other = await startDnsServerElsewhere();
    const resolver = resolverFor([other]);
    const answers: Promise<DnsAnswer | undefined>[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (let index = 0; index < 100; index += 1)
        answers.push(resolver.query(`n${round}.${index}.test`, 'A'));
      busyFor(60);
    }
    const start = performance.now();
    assert.equal((await Promise.all(answers)).filter(answer => answer?.code === 'NXDOMAIN').length, 400);
    assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`);
    resolver.close();
    await other.close();
  });

  test('answers that came while something else kept the process are not late', async () => {
    const other = await startDnsServerElsewhere();
    const slow = resolverFor([other], { timeoutMs: 200 });
    const answers = Array.from({ length: 200 }, (_, index) => slow.query(`n${index}.test`, 'A'));
    busyFor(600);
    const known = (await Promise.all(answers)).filter(answer => answer !== undefined);
    assert.equal(known.length, 200);
    slow.close();
    await other.close();
  });

  test('a deadline of the message that comes first ends it', async () => {
    const resolver = resolverFor([server], {}, { deadline: new Deadline(150) });
    const start = performance.now();
    assert.equal(await resolver.query('silent.test', 'A'), undefined);
    const tookMs = performance.now() - start;
    assert.ok(tookMs >= 145 && tookMs < 300, `${tookMs} ms`);
    resolver.close();
  });

  test('close() ends all that is open', async () => {
    const resolver = resolverFor([server]);
    const silent = resolver.query('silent.test', 'A');
    const cut = resolver.query('tcp-silent.test', 'A');
    setTimeout(() => {
      resolver.close();
    }, 50);
    assert.equal(await silent, undefined);
    assert.equal(await cut, undefined);
    assert.equal(await resolver.query('mail.example.org', 'A'), undefined);
  });
});

function busyFor(ms: number): void {
  const start = performance.now();
  while (performance.now() - start < ms);
}

/** In a process of its own, so that it answers while this one is busy. */
async function startDnsServerElsewhere(): Promise<{ address: string; close: () => Promise<void> }> {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, [`${import.meta.dirname}/server.ts`, '/dev/null'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>(resolve => {
    child.stdout.once('data', (text: Buffer) => {
      resolve(text.toString().trim());
    });
  });
  const close = (): Promise<void> =>
    new Promise(resolve => {
      child.once('exit', () => {
        resolve();
      });
      child.kill();
    });
  return { address, close };
}
