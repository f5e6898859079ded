/**
 * URIDNSBL with fixed answers. What hits was read off SpamAssassin 4.0.1's URIDNSBL.pm; test/parity/network.test.ts compares with
 * the program itself.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runWithAnswers } from './run-with-answers.ts';

const MESSAGE =
  'From: a@b.com\n\nsee http://www.spam.example.com/x and http://192.0.2.7/y or mailto:x@mail.net\n';
const rule = (key: string, rest: string, tflags = 'net'): string =>
  `${key} U ${rest};;body U eval:check_uridnsbl('U');;tflags U ${tflags}`;

/** rules, answers, hits, log */
const CASES: readonly (readonly [string, Record<string, string>, string, string])[] = [
  [rule('urirhsbl', 'l.test. A'), { 'A example.com.l.test': '127.0.0.2' }, 'U', 'URI: example.com'],
  [rule('urirhsbl', 'l.test A'), { 'A example.com.l.test': '10.0.0.2' }, '', ''],
  [rule('urirhsbl', 'l.test A'), { 'A example.com.l.test': '127.255.255.254' }, '', ''],
  [rule('urirhsbl', 'l.test A'), { 'A 7.2.0.192.l.test': '127.0.0.2' }, 'U', 'URI: 192.0.2.7'],
  [rule('urirhsbl', 'l.test A', 'net domains_only'), { 'A 7.2.0.192.l.test': '127.0.0.2' }, '', ''],
  [rule('urirhsbl', 'l.test A', 'net ips_only'), { 'A example.com.l.test': '127.0.0.2' }, '', ''],
  [
    rule('urirhsbl', 'l.test A', 'net notrim'),
    { 'A www.spam.example.com.l.test': '127.0.0.2' },
    'U',
    'URI: www.spam.example.com',
  ],
  [rule('urirhsbl', 'l.test TXT'), { 'TXT example.com.l.test': 'listed' }, 'U', 'URI: example.com'],
  [rule('urirhssub', 'l.test A 4'), { 'A example.com.l.test': '127.0.0.6' }, 'U', 'URI: example.com'],
  [rule('urirhssub', 'l.test A 4'), { 'A example.com.l.test': '127.0.0.2' }, '', ''],
  [rule('urirhssub', 'l.test A 4'), { 'A example.com.l.test': '10.0.0.4' }, '', ''],
  [rule('urirhssub', 'l.test A 127.0.1.2'), { 'A example.com.l.test': '127.0.1.2' }, 'U', 'URI: example.com'],
  [
    rule('urirhssub', 'l.test A 127.0.1.2-127.0.1.9'),
    { 'A example.com.l.test': '127.0.1.9' },
    'U',
    'URI: example.com',
  ],
  [rule('urirhssub', 'l.test A 127.0.1.2-127.0.1.9'), { 'A example.com.l.test': '127.0.1.10' }, '', ''],
  [
    rule('urirhssub', 'l.test A 0x10/0x10'),
    { 'A example.com.l.test': '127.0.0.17' },
    'U',
    'URI: example.com',
  ],
  [rule('urirhssub', 'l.test A 127.0.1.0/255.255.255.0'), { 'A example.com.l.test': '127.0.2.1' }, '', ''],
  [
    rule('urirhssub', 'l.test A 127.255.255.255'),
    { 'A example.com.l.test': '127.255.255.255' },
    'U',
    'URI: example.com',
  ],
  [
    rule('uridnsbl', 'l.test A', 'net a'),
    { 'A www.spam.example.com': '198.51.100.1', 'A 1.100.51.198.l.test': '127.0.0.2' },
    'U',
    'URI: www.spam.example.com/198.51.100.1',
  ],
  [
    rule('uridnsbl', 'l.test A', 'net a ns'),
    { 'NS example.com': 'ns.x.net', 'A ns.x.net': '198.51.100.1', 'A 1.100.51.198.l.test': '127.0.0.2' },
    'U',
    'URI: ns.x.net/198.51.100.1',
  ],
  // As SpamAssassin 4.0.1 does it; see lib/rules/plugins/uri-dnsbl.ts.
  [
    rule('uridnsbl', 'l.test A'),
    { 'NS example.com': 'ns.x.net', 'A ns.x.net': '198.51.100.1', 'A 1.100.51.198.l.test': '127.0.0.2' },
    '',
    '',
  ],
  [
    rule('urinsrhsbl', 'l.test A'),
    { 'NS example.com': 'ns1.x.net|ns2.y.org', 'A y.org.l.test': '127.0.0.2' },
    'U',
    'URI: y.org',
  ],
  [
    rule('urifullnsrhssub', 'l.test A 2'),
    { 'NS example.com': 'NS1.x.net.', 'A ns1.x.net.l.test': '127.0.0.2' },
    'U',
    'URI: ns1.x.net',
  ],
  [
    `uridnsbl_skip_domain example.com;;${rule('urirhsbl', 'l.test A')}`,
    { 'A example.com.l.test': '127.0.0.2' },
    '',
    '',
  ],
  [
    `uridnsbl_skip_domain www.spam.example.com;;${rule('urirhsbl', 'l.test A')}`,
    { 'A example.com.l.test': '127.0.0.2' },
    '',
    '',
  ],
  [
    `uridnsbl_skip_domain example.com x.net;;clear_uridnsbl_skip_domain example.com;;${rule('urirhsbl', 'l.test A')}`,
    { 'A example.com.l.test': '127.0.0.2' },
    'U',
    'URI: example.com',
  ],
  [
    `uridnsbl_skip_domain example.com;;clear_uridnsbl_skip_domain;;${rule('urirhsbl', 'l.test A')}`,
    { 'A example.com.l.test': '127.0.0.2' },
    'U',
    'URI: example.com',
  ],
  [rule('urirhsbl', 'l.test A'), { 'A mail.net.l.test': '127.0.0.2' }, '', ''],
  [
    `uridnsbl_skip_mailto 0;;${rule('urirhsbl', 'l.test A')}`,
    { 'A mail.net.l.test': '127.0.0.2' },
    'U',
    'URI: mail.net',
  ],
  [`skip_uribl_checks 1;;${rule('urirhsbl', 'l.test A')}`, { 'A example.com.l.test': '127.0.0.2' }, '', ''],
];

for (const [rules, answers, hits, log] of CASES)
  test(`${rules} with ${JSON.stringify(answers)}: ${hits}`, async () => {
    const outcome = await runWithAnswers(rules, MESSAGE, answers);
    assert.equal(outcome.hits, hits);
    assert.equal(outcome.logs('U'), log);
  });

test('private addresses are not asked about, nor any question twice', async () => {
  const message = 'From: a@b.com\n\nhttp://10.0.0.1/ http://a.example.com/ http://b.example.com/\n';
  const { asked } = await runWithAnswers(rule('urirhsbl', 'l.test A'), message, {});
  assert.deepEqual(asked, ['A example.com.l.test']);
});

test('of more hosts than uridnsbl_max_domains those that a reader clicks are asked about, in their order', async () => {
  const html = `<a href="http://empty.org/"></a><img src="http://img.org/x.png"><a href="http://one.org/">a</a>
    <form action="http://form.org/"></form><a href="http://two.org/">b</a>`;
  const message = `From: a@b.com\nContent-Type: text/html\n\n<p>http://text.org/</p>${html}\n`;
  const rules = (maximum: number): string =>
    `uridnsbl_max_domains ${maximum};;${rule('urirhsbl', 'l.test A')}`;
  const order = ['one', 'two', 'form', 'img', 'text', 'empty'].map(name => `A ${name}.org.l.test`);
  assert.deepEqual((await runWithAnswers(rules(20), message, {})).asked, order);
  assert.deepEqual((await runWithAnswers(rules(3), message, {})).asked, order.slice(0, 3));
});

test('URIHOSTS and URIDOMAINS', async () => {
  const { result } = await runWithAnswers(rule('urirhsbl', 'l.test A'), MESSAGE, {});
  assert.deepEqual(result.tags.get('URIHOSTS'), ['192.0.2.7', 'www.spam.example.com']);
  assert.deepEqual(result.tags.get('URIDOMAINS'), ['192.0.2.7', 'example.com']);
});

test('an answer with more records than anybody needs', async () => {
  const servers = Array.from({ length: 5000 }, (_, index) => `ns${index}.s${index}.net`).join('|');
  const { asked } = await runWithAnswers(rule('urinsrhsbl', 'l.test A'), MESSAGE, {
    'NS example.com': servers,
  });
  assert.equal(asked.length, 101);
});

for (const [line, faults] of [
  ['urirhssub U l.test A 127.0.0.1/300.0.0.0', 1],
  ['urirhssub U l.test A x', 1],
  ['urirhssub U l.test A', 1],
  ['urirhssub U l.test A 0x7f000002', 0],
  ['urirhsbl U l.test A 4', 1],
] as const)
  // Source: spamassassin --lint 4.0.1.
  test(line, async () => {
    const run = runWithAnswers(`${line};;body U eval:check_uridnsbl('U')`, 'From: a@b.com\n\nx\n', {});
    await (faults === 0 ? run : assert.rejects(run));
  });
