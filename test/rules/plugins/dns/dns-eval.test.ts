/**
 * DNSEval with fixed answers. What hits was read off SpamAssassin 4.0.1's DNSEval.pm and Dns.pm; test/parity/network.test.ts compares
 * with the program itself.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runWithAnswers } from './run-with-answers.ts';

/** Two hosts that are not trusted: 192.0.2.1 handed it over, 192.0.2.2 sent it. */
const MESSAGE = `Return-Path: <bounce@a--voucher.sender.example.com>
Received: from mx.example.net (mx.example.net [192.0.2.1]) by inner.example.org with ESMTP id 1
Received: from pc.example.com (pc.example.com [192.0.2.2]) by mx.example.net with ESMTP id 2
From: A <a@from.example.com>
Reply-To: <r@reply.example.net>
Accreditor: other, parm=1; x

text
`;
const RELAYS = 'trusted_networks 198.51.100.0/24;;originating_ip_headers X-Originating-IP;;';

/** rules, answers, hits */
const CASES: readonly (readonly [string, Record<string, string>, string])[] = [
  ["header A eval:check_rbl('s', 'l.test.')", { 'A 1.2.0.192.l.test': '127.0.0.2' }, 'A'],
  ["header A eval:check_rbl('s', 'l.test')", { 'A 1.2.0.192.l.test': '10.0.0.2' }, ''],
  ["header A eval:check_rbl('s', 'l.test')", { 'A 1.2.0.192.l.test': 'CNAME:x.test|127.0.0.9' }, 'A'],
  ["header A eval:check_rbl('s', 'l.test')", { 'A 1.2.0.192.l.test': '127.255.255.254' }, ''],
  [
    "header A eval:check_rbl('s', 'l.test', '^127\\.255\\.255\\.254$')",
    { 'A 1.2.0.192.l.test': '127.255.255.254' },
    'A',
  ],
  ["header A eval:check_rbl('s', 'l.test', '6')", { 'A 1.2.0.192.l.test': '127.0.0.4' }, 'A'],
  ["header A eval:check_rbl('s', 'l.test', '6')", { 'A 1.2.0.192.l.test': '127.0.0.9' }, ''],
  ["header A eval:check_rbl('s', 'l.test', '127.0.0.4')", { 'A 1.2.0.192.l.test': '127.0.0.4' }, 'A'],
  ["header A eval:check_rbl('s', 'l.test', '127.0.0.4')", { 'A 1.2.0.192.l.test': '127.0.0.40' }, ''],
  ["header A eval:check_rbl('s', 'l.test', '0.0.4')", { 'A 1.2.0.192.l.test': '127.0.0.40' }, 'A'],
  [
    "header __A eval:check_rbl('s', 'l.test');;header B eval:check_rbl_sub('s', '127.0.0.3')",
    { 'A 1.2.0.192.l.test': '127.0.0.2', 'A 2.2.0.192.l.test': '127.0.0.3' },
    'B __A',
  ],
  [
    "header A eval:check_rbl('s', 'l.test', '^x');;header B eval:check_rbl_sub('t', '127.0.0.3')",
    { 'A 1.2.0.192.l.test': '127.0.0.3' },
    '',
  ],
  ["header A eval:check_rbl_txt('s', 'l.test', '(?i:spam)')", { 'TXT 1.2.0.192.l.test': 'SPAM it is' }, 'A'],
  ["header A eval:check_rbl('s-lastexternal', 'l.test')", { 'A 2.2.0.192.l.test': '127.0.0.2' }, ''],
  ["header A eval:check_rbl('s-lastexternal', 'l.test')", { 'A 1.2.0.192.l.test': '127.0.0.2' }, 'A'],
  ["header A eval:check_rbl('s-firsttrusted', 'l.test')", { 'A 2.2.0.192.l.test': '127.0.0.2' }, ''],
  ["header A eval:check_rbl('s-untrusted', 'l.test')", { 'A 1.2.0.192.l.test': '127.0.0.2' }, ''],
  ["header A eval:check_rbl('s-untrusted', 'l.test')", { 'A 2.2.0.192.l.test': '127.0.0.2' }, 'A'],
  ["header A eval:check_rbl('s-notfirsthop', 'l.test')", { 'A 2.2.0.192.l.test': '127.0.0.2' }, ''],
  ["header A eval:check_rbl('s-notfirsthop', 'l.test')", { 'A 1.2.0.192.l.test': '127.0.0.2' }, 'A'],
  [
    "trusted_networks 192.0.2.1;;header A eval:check_rbl('s-lastexternal', 'l.test')",
    { 'A 1.2.0.192.l.test': '127.0.0.2' },
    '',
  ],
  [
    "trusted_networks 192.0.2.1;;internal_networks 198.51.100.0/24;;header A eval:check_rbl('s-lastexternal', 'l.test');;tflags A nice",
    { 'A 1.2.0.192.l.test': '127.0.0.2' },
    'A',
  ],
  [
    "header A eval:check_rbl_accreditor('s', 'l.test', '^127', 'voucher')",
    { 'A 1.2.0.192.l.test': '127.0.0.2' },
    'A',
  ],
  [
    "header A eval:check_rbl_accreditor('s', 'l.test', '^127', 'other')",
    { 'A 1.2.0.192.l.test': '127.0.0.2' },
    'A',
  ],
  [
    "header A eval:check_rbl_accreditor('s', 'l.test', '^127', 'parm')",
    { 'A 1.2.0.192.l.test': '127.0.0.2' },
    '',
  ],
  ["header A eval:check_rbl_from_host('s', 'l.test')", { 'A from.example.com.l.test': '127.0.0.2' }, 'A'],
  ["header A eval:check_rbl_from_domain('s', 'l.test')", { 'A example.com.l.test': '127.0.0.2' }, 'A'],
  [
    "header A eval:check_rbl_envfrom('s', 'l.test')",
    { 'A a--voucher.sender.example.com.l.test': '127.0.0.2' },
    'A',
  ],
  ["header A eval:check_rbl_headers('s', 'l.test')", { 'A reply.example.net.l.test': '127.0.0.2' }, 'A'],
  [
    "header A eval:check_rbl_headers('s', 'l.test', '^127', 'From')",
    { 'A reply.example.net.l.test': '127.0.0.2' },
    '',
  ],
  [
    "rbl_headers From;;header A eval:check_rbl_headers('s', 'l.test')",
    { 'A from.example.com.l.test': '127.0.0.2' },
    'A',
  ],
  ["header A eval:check_rbl_rcvd('s', 'l.test')", { 'A pc.example.com.l.test': '127.0.0.2' }, 'A'],
  [
    "header A eval:check_rbl_rcvd('s', 'l.test');;tflags A ips_only",
    { 'A pc.example.com.l.test': '127.0.0.2' },
    '',
  ],
  [
    "header A eval:check_rbl_rcvd('s', 'l.test');;tflags A domains_only",
    { 'A 2.2.0.192.l.test': '127.0.0.2' },
    '',
  ],
  [
    "header A eval:check_rbl_ns_from('s', 'l.test')",
    { 'SOA example.com': 'ns.bad.com h.bad.com 1 2 3 4 5', 'A ns.bad.com.l.test': '127.0.0.2' },
    'A',
  ],
  ['header A eval:check_dns_sender()', {}, ''],
  [
    'header A eval:check_dns_sender()',
    {
      'A a--voucher.sender.example.com': '[SERVFAIL]1.2.3.4',
      'MX a--voucher.sender.example.com': '[SERVFAIL]10 x',
    },
    'A',
  ],
  ["skip_rbl_checks 1;;header A eval:check_rbl('s', 'l.test')", { 'A 1.2.0.192.l.test': '127.0.0.2' }, ''],
  ["header A eval:check_rbl('s', 'l.test');;score A 0", { 'A 1.2.0.192.l.test': '127.0.0.2' }, ''],
  ["header __A eval:check_rbl('s', 'l.test');;meta B !__A", {}, 'B'],
  ["header __A eval:check_rbl('s', 'l.test');;meta B __A", { 'A 1.2.0.192.l.test': '127.0.0.2' }, 'B __A'],
];

for (const [rules, answers, hits] of CASES)
  test(`${rules} with ${JSON.stringify(answers)}: ${hits}`, async () => {
    assert.equal((await runWithAnswers(RELAYS + rules, MESSAGE, answers)).hits, hits);
  });

test('what webmail tells of its client comes after the relays', async () => {
  const message = `X-Originating-IP: [203.0.113.9]\n${MESSAGE}`;
  const rule = (set: string): string => `${RELAYS}header A eval:check_rbl('${set}', 'l.test')`;
  const { asked } = await runWithAnswers(rule('s'), message, {});
  assert.deepEqual(asked, ['A 9.113.0.203.l.test', 'A 2.2.0.192.l.test', 'A 1.2.0.192.l.test']);
  assert.deepEqual((await runWithAnswers(rule('s-firsttrusted'), message, {})).asked, ['A 1.2.0.192.l.test']);
});

test('what is told beneath a rule, and the tag RBL', async () => {
  const answers = {
    'A 1.2.0.192.l.test': '127.0.0.2',
    'A 2.2.0.192.l.test': '127.0.0.3',
    'TXT 1.2.0.192.t.test': 'see https://l.test/?1',
  };
  const rules = "header A eval:check_rbl('s', 'l.test.');;header T eval:check_rbl_txt('t', 't.test')";
  const { logs, result } = await runWithAnswers(RELAYS + rules, MESSAGE, answers);
  assert.equal(logs('A'), '192.0.2.2 listed in l.test | 192.0.2.1 listed in l.test');
  assert.equal(logs('T'), 'see <https://l.test/?1>');
  assert.deepEqual(String(result.tags.get('RBL')).split('\n').sort(), [
    '<dns:1.2.0.192.l.test> [127.0.0.2]',
    '<dns:1.2.0.192.t.test?type=TXT> [see https://l.test/?1]',
    '<dns:2.2.0.192.l.test> [127.0.0.3]',
  ]);
});

test('IPv6 is asked for in nibbles (RFC 5782, section 2.4) and told in groups', async () => {
  const message =
    'Received: from x.example.net (x.example.net [2001:db8::1]) by y.example.org with ESMTP\n\nx\n';
  const name = `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.l.test`;
  const { logs, asked } = await runWithAnswers(
    "trusted_networks 198.51.100.0/24;;header A eval:check_rbl('s', 'l.test')",
    message,
    { [`A ${name}`]: '127.0.0.2' },
  );
  assert.deepEqual(asked, [`A ${name}`]);
  assert.equal(logs('A'), '2001:db8:0:0:0:0:0:1 listed in l.test');
});

test('no relay that is not trusted: nothing is asked; more than nine: nine are', async () => {
  const rule = "header A eval:check_rbl('s', 'l.test')";
  assert.deepEqual((await runWithAnswers(rule, 'From: a@b.com\n\nx\n', {})).asked, []);
  const many = Array.from(
    { length: 12 },
    (_, index) => `Received: from h (h [198.18.0.${index + 1}]) by i with ESMTP id 1\n`,
  );
  const { asked } = await runWithAnswers(RELAYS + rule, `${many.join('')}\nx\n`, {});
  assert.equal(asked.length, 9);
  assert.equal(asked[0], 'A 12.0.18.198.l.test');
});

test('silence costs the time for the rules, and the others hit', async () => {
  const rules = "header A eval:check_rbl('s', 'l.test');;body B /text/;;meta M !A";
  const answers = { 'A 1.2.0.192.l.test': '[never]', 'A 2.2.0.192.l.test': '[never]' };
  const { hits } = await runWithAnswers(RELAYS + rules, MESSAGE, answers, { limitMs: 300 });
  assert.match(hits, /^B\b/);
});
