/** Directives about the DNS as Mail::SpamAssassin::Conf(3) and Conf.pm 4.0.1 read them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showServer } from '../../lib/net/dns-server.ts';
import { dnsSettings, type DnsSettings } from '../../lib/rules/dns-settings.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';

function read(text: string): DnsSettings {
  const set = parseRules([{ name: '/test.cf', text: text.replaceAll(';;', '\n') }], {});
  assert.deepEqual(set.faults, []);
  return dnsSettings(set);
}

const plain = (settings: DnsSettings): object => {
  const { isAvailable, rotates, mixesCase, ednsBytes, timeoutMs, leastTimeoutMs } = settings;
  const servers = settings.servers.map(showServer);
  const byZone = [...settings.byZone];
  return { isAvailable, rotates, mixesCase, ednsBytes, timeoutMs, leastTimeoutMs, servers, byZone };
};

test('without directives', () => {
  assert.deepEqual(plain(read('')), {
    isAvailable: true,
    servers: [],
    rotates: false,
    mixesCase: false,
    ednsBytes: 4096,
    timeoutMs: 15_000,
    leastTimeoutMs: undefined,
    byZone: [],
  });
  assert.equal(read('').localPorts.length, 0);
  assert.equal(read('').mayAsk('zen.spamhaus.org'), true);
});

for (const [text, expected] of [
  ['dns_available no', { isAvailable: false }],
  ['dns_available 0', { isAvailable: false }],
  ['dns_available test: example.org', { isAvailable: true }],
  ['dns_available no;;dns_available yes', { isAvailable: true }],
  ['dns_options nov4', { isAvailable: true }],
  ['dns_options nov4,nov6', { isAvailable: false }],
  ['dns_options rotate, DNS0x20 noedns', { rotates: true, mixesCase: true, ednsBytes: undefined }],
  ['dns_options edns', { ednsBytes: 1220 }],
  ['dns_options edns0=1232', { ednsBytes: 1232 }],
  ['dns_options edns=512', { ednsBytes: undefined }],
  ['dns_options rotate;;dns_options norotate', { rotates: false }],
  ['dns_server 127.0.0.1;;dns_server [::1]:5353', { servers: ['127.0.0.1:53', '[::1]:5353'] }],
  ['dns_server 127.0.0.1;;clear_dns_servers', { servers: [] }],
  ['dns_server fe80::1%lo0', { servers: ['[fe80::1%lo0]:53'] }],
  ['rbl_timeout 20', { timeoutMs: 20_000, leastTimeoutMs: undefined }],
  ['rbl_timeout 1m 5s', { timeoutMs: 60_000, leastTimeoutMs: 5000 }],
  ['rbl_timeout 10 2;;rbl_timeout 8', { timeoutMs: 8000, leastTimeoutMs: 2000 }],
  [
    'rbl_timeout 5 1 .List.example;;rbl_timeout 7 other.example',
    {
      timeoutMs: 15_000,
      byZone: [
        ['list.example', { timeoutMs: 5000, leastTimeoutMs: 1000 }],
        ['other.example', { timeoutMs: 7000, leastTimeoutMs: undefined }],
      ],
    },
  ],
] satisfies [string, object][]) {
  test(text, () => {
    assert.partialDeepStrictEqual(plain(read(text)), expected);
  });
}

test('ports: what is permitted and avoided, in the order of the lines', () => {
  const ports = (text: string): readonly number[] => [...read(text).localPorts];
  assert.equal(ports('dns_local_ports_avoid 2000').length, 65_536 - 1024 - 1);
  assert.deepEqual(
    ports('dns_local_ports_none;;dns_local_ports_permit 5000-5002, 7000'),
    [5000, 5001, 5002, 7000],
  );
  assert.deepEqual(
    ports('dns_local_ports_none;;dns_local_ports_permit 5000-5002;;dns_local_ports_avoid 0-5001'),
    [5002],
  );
  assert.deepEqual(ports('dns_local_ports_none'), []);
  assert.ok(ports('dns_local_ports_avoid 0-1024').includes(1025));
});

test('dns_query_restriction: the tightest domain decides, before *', () => {
  const { mayAsk } = read(
    `dns_query_restriction deny dnswl.org .Spamhaus.org.;;dns_query_restriction allow zen.spamhaus.org`,
  );
  const asked = [
    'x.dnswl.org',
    'spamhaus.org',
    'a.dbl.spamhaus.org',
    '2.0.0.127.zen.spamhaus.org',
    'notdnswl.org',
  ];
  assert.deepEqual(asked.map(mayAsk), [false, false, false, true, true]);
  const closed = read('dns_query_restriction deny *;;dns_query_restriction allow example.org').mayAsk;
  assert.deepEqual(['a.example.org', 'example.com'].map(closed), [true, false]);
  assert.equal(read('dns_query_restriction deny a.test;;clear_dns_query_restriction').mayAsk('a.test'), true);
});
