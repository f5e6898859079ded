/**
 * Answers of the DNS are hostile or broken: with the stock rules' ways of asking, nothing throws, nothing hits that should not, and the
 * number of questions stays bounded.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Deadline } from '../../../../lib/deadline.ts';
import type { DnsAnswer, DnsRecord, RecordType, ResponseCode } from '../../../../lib/net/resolver.ts';
import { parseRules } from '../../../../lib/rules/parse-rules.ts';
import { runRulesOutside } from '../../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../../lib/rules/view-settings.ts';
import { Stopwatch } from '../../../../lib/stopwatch.ts';
import { createViews } from '../../../../lib/views/views.ts';
import { PRELUDE } from './run-with-answers.ts';

const RULES = `${PRELUDE}
loadplugin Mail::SpamAssassin::Plugin::ASN
trusted_networks 198.51.100.0/24
header __A eval:check_rbl('s', 'l.test')
header B eval:check_rbl_sub('s', '127.0.0.2')
header C eval:check_rbl_txt('t', 'l.test', '^(?:a|aa)+$')
header D eval:check_rbl_ns_from('n', 'l.test')
header E eval:check_dns_sender()
uridnsbl F l.test A
body F eval:check_uridnsbl('F')
tflags F net a ns
urinsrhssub G l.test A 2
body G eval:check_uridnsbl('G')
urirhsbl H l.test TXT
body H eval:check_uridnsbl('H')
askdns I _AUTHORDOMAIN_ ANY /x/
askdns J _SENDERDOMAIN_ MX
header K eval:check_hashbl_emails('l.test/TXT', 'sha1', 'From', '^v')
asn_lookup l.test
header L eval:check_asn('/1/')
meta M (__A + B + C + F + G + H) > 2
dns_block_rule B l.test
`;
const MESSAGE = `Return-Path: <x@sender.example.com>
Received: from a.example.net (a.example.net [192.0.2.1]) by b.example.org with ESMTP id 1
From: a@from.example.com

http://www.one.org/ http://two.net/x
`;

const type = fc.constantFrom<RecordType[]>('A', 'AAAA', 'CNAME', 'MX', 'NS', 'SOA', 'TXT', 'PTR', 'SRV');
const text = fc.oneof(
  fc.constantFrom(
    '127.0.0.2',
    '127.255.255.254',
    '10.0.0.1',
    '127.',
    '999.1.1.1',
    'one.org',
    '.',
    '',
    '10 ',
    'l.test',
    'ns.l.test h 1',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 10 }),
  fc.nat(300).map(length => 'a'.repeat(length * 200)),
);
const record: fc.Arbitrary<DnsRecord> = fc.record({
  name: text,
  type,
  ttlS: fc.integer(),
  data: text,
  strings: fc.array(text, { maxLength: 4 }),
});
const answer: fc.Arbitrary<DnsAnswer | undefined> = fc.option(
  fc.record({
    code: fc.oneof(
      fc.constantFrom<ResponseCode[]>('NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED'),
      fc.integer(),
    ),
    records: fc.array(record, { maxLength: 6 }),
  }),
  { nil: undefined },
);

test('whatever the answers are, the rules come to an end and nothing fails', async () => {
  const set = parseRules([{ name: 't.cf', text: RULES }]);
  assert.deepEqual(set.faults, []);
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 5 }), async answers => {
      let asked = 0;
      const resolver = { query: () => Promise.resolve(answers[asked++ % answers.length]) };
      const result = await runRulesOutside(
        set,
        createViews(Buffer.from(MESSAGE), { settings: viewSettings(set) }),
        {
          scoreSet: 1,
          deadline: new Deadline(5000),
          outside: { resolver },
          stopwatch: new Stopwatch(),
        },
      );
      assert.deepEqual(result.failures, []);
      assert.equal(result.timedOut, false);
      assert.ok(asked <= 1000);
      const isEmpty = answers.every(one => one === undefined || one.records.length === 0);
      if (isEmpty) assert.deepEqual(result.hits, []);
      for (const { logs } of result.hits)
        assert.ok(logs.length <= 100 && logs.every(log => log.length <= 1000));
    }),
    { numRuns: 200, interruptAfterTimeLimit: 20_000 },
  );
});
