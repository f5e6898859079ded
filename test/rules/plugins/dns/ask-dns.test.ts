/** AskDNS with fixed answers. What hits was read off SpamAssassin 4.0.1's AskDNS.pm. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runWithAnswers } from './run-with-answers.ts';

const MESSAGE = `Return-Path: <x@sender.example.com>
Received: from helo.example.net (rdns.example.net [192.0.2.1]) by mx.example.org with ESMTP id 1
From: a@One.com, b@two.net
X-List: <list.example.org>

text
`;

/** rules, answers, hits, log */
const CASES: readonly (readonly [string, Record<string, string>, string, string])[] = [
  [
    'askdns Q _SENDERDOMAIN_.l.test',
    { 'A sender.example.com.l.test': '127.0.0.2' },
    'Q',
    'sender.example.com.l.test A:127.0.0.2',
  ],
  [
    'askdns Q _SENDERDOMAIN_.l.test.',
    { 'A sender.example.com.l.test': '10.0.0.2' },
    'Q',
    'sender.example.com.l.test A:10.0.0.2',
  ],
  [
    'askdns Q _AUTHORDOMAIN_.l.test A /^127/',
    { 'A two.net.l.test': '127.0.0.2' },
    'Q',
    'two.net.l.test A:127.0.0.2',
  ],
  ['askdns Q _AUTHORDOMAIN_.l.test A /^127/', { 'A two.net.l.test': '10.0.0.2' }, '', ''],
  [
    'askdns Q _SENDERDOMAIN_ TXT "v=x"',
    { 'TXT sender.example.com': 'v="x' },
    'Q',
    'sender.example.com TXT:v=x',
  ],
  [
    'askdns Q _SENDERDOMAIN_ MX /^10 mx\\.example\\.com\\.$/',
    { 'MX sender.example.com': '10 mx.example.com' },
    'Q',
    'sender.example.com MX:10 mx.example.com.',
  ],
  ['askdns Q _SENDERDOMAIN_ A [NXDOMAIN]', {}, 'Q', 'sender.example.com A:'],
  [
    'askdns Q _SENDERDOMAIN_ A [3,servfail]',
    { 'A sender.example.com': '[SERVFAIL]' },
    'Q',
    'sender.example.com A:',
  ],
  ['askdns Q _SENDERDOMAIN_ A [NOERROR]', {}, '', ''],
  ['askdns Q _SENDERDOMAIN_ A', { 'A sender.example.com': '[SERVFAIL]1.2.3.4' }, '', ''],
  ['askdns Q _SENDERDOMAIN_ A', { 'A sender.example.com': 'CNAME:x.example.com' }, '', ''],
  [
    'askdns Q _SENDERDOMAIN_ A,TXT',
    { 'ANY sender.example.com': 'MX:10 x|TXT:hello' },
    'Q',
    'sender.example.com ANY:hello',
  ],
  [
    'askdns Q _SENDERDOMAIN_.l.test A 127.0.0.1-127.0.0.3',
    { 'A sender.example.com.l.test': '127.0.0.3' },
    'Q',
    'sender.example.com.l.test A:127.0.0.3',
  ],
  ['askdns Q _SENDERDOMAIN_.l.test A 2', { 'A sender.example.com.l.test': '127.0.0.4' }, '', ''],
  ['askdns Q _SENDERDOMAIN_.l.test', { 'A sender.example.com.l.test': '127.255.255.255' }, '', ''],
  [
    'askdns Q _LASTEXTERNALREVIP_.l.test',
    { 'A 1.2.0.192.l.test': '127.0.0.2' },
    'Q',
    '1.2.0.192.l.test A:127.0.0.2',
  ],
  [
    'askdns Q _LASTEXTERNALHELO_ A /./',
    { 'A helo.example.net': '192.0.2.1' },
    'Q',
    'helo.example.net A:192.0.2.1',
  ],
  [
    'askdns Q _HEADER(Return-Path:domain)_.l.test',
    { 'A example.com.l.test': '127.0.0.2' },
    'Q',
    'example.com.l.test A:127.0.0.2',
  ],
  ['askdns Q fixed.l.test', { 'A fixed.l.test': '127.0.0.2' }, 'Q', 'fixed.l.test A:127.0.0.2'],
  [
    'header __X X-List =~ /<(?<LISTHOST>[\\w.]+)>/;;askdns Q _LISTHOST_.l.test',
    { 'A list.example.org.l.test': '127.0.0.2' },
    'Q __X',
    'list.example.org.l.test A:127.0.0.2',
  ],
  ['askdns Q _NOSUCHTAG_.l.test;;meta M !Q', {}, 'M', ''],
  ['askdns Q _SENDERDOMAIN_.l.test;;score Q 0', { 'A sender.example.com.l.test': '127.0.0.2' }, '', ''],
];

for (const [rules, answers, hits, log] of CASES)
  test(`${rules} with ${JSON.stringify(answers)}: ${hits}`, async () => {
    const outcome = await runWithAnswers(`trusted_networks 198.51.100.0/24;;${rules}`, MESSAGE, answers);
    assert.equal(outcome.hits, hits);
    assert.equal(outcome.logs('Q'), log);
  });

test('a name that cannot be asked for, and more authors than are asked about', async () => {
  const { asked } = await runWithAnswers('askdns Q _HEADER(X-List)_.l.test', 'X-List: a b\n\nx\n', {});
  assert.deepEqual(asked, []);
  const from = Array.from({ length: 500 }, (_, index) => `a@d${index}.com`).join(', ');
  const many = await runWithAnswers('askdns Q _AUTHORDOMAIN_.l.test', `From: ${from}\n\nx\n`, {});
  assert.equal(many.asked.length, 50);
});

test('a regex that takes its time on an answer ends with its time, and is told', async () => {
  const rules = 'askdns Q _SENDERDOMAIN_ TXT /^(?:a|aa)+$/;;askdns R _SENDERDOMAIN_ TXT /b/';
  const { hits, result } = await runWithAnswers(rules, MESSAGE, {
    'TXT sender.example.com': `${'a'.repeat(2000)}b`,
  });
  assert.equal(hits, 'R');
  assert.match(result.remarks.join(), /the regex of Q took too long/);
});

for (const [line, faults] of [
  ['askdns Q x.test', 0],
  ['askdns Q x.test A,MX /x/', 0],
  ['askdns Q x.test FOO', 1],
  ['askdns Q x.test A [NOSUCHCODE]', 1],
  ['askdns Q x.test A x', 1],
  ['askdns Q x.test A m{x}i', 0],
] as const)
  // Source: spamassassin --lint 4.0.1.
  test(line, async () => {
    const run = runWithAnswers(line, 'From: a@b.com\n\nx\n', {});
    await (faults === 0 ? run : assert.rejects(run));
  });
