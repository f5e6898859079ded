/** Template tags (spec 7.2; what the values look like was read off SpamAssassin 4.0.1, see test/tag/beside.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Deadline } from '../../../lib/deadline.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { filled } from '../../../lib/rules/report/added-headers.ts';
import { reportSettings } from '../../../lib/rules/report/settings.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { reverseAddress } from '../../../lib/views/relays/ip-address.ts';
import { createViews } from '../../../lib/views/views.ts';

const RULES = `header SUBJ Subject =~ /offer/
score SUBJ 2.75
body WORD /buy (?<WHAT>\\w+)/
score WORD -0.5
tflags WORD multiple
body __SUB /buy/
tflags __SUB multiple
meta LONG 1
score LONG 10
`;
const MAIL = `Received: from a.example (b.example [192.0.2.3]) by mx.example.org; Thu, 1 Jan 2026 00:00:00 +0000
From: A <a@Sender.Example.ORG>
Subject: great offer

buy one
and buy two
`;

function fill(template: string, required = 5, mail = MAIL): string {
  const set = parseRules([{ name: 't.cf', text: RULES }]);
  const views = createViews(Buffer.from(mail, 'latin1'), { settings: viewSettings(set) });
  const result = runRules(set, views, { scoreSet: 0, deadline: new Deadline(10_000) });
  const settings = reportSettings(set);
  const site = { hostname: 'host.example', mailsiftVersion: '9.9', nowMs: 0 };
  return filled(template, { set, settings, views, result, required, isSpam: result.score >= required, site });
}

// 2.75 - 0.5 - 0.5 + 10 = 11.75
const FILLED: [template: string, text: string][] = [
  ['_YESNO_ _YESNOCAPS_ _YESNO(spam,ham)_ _YESNO(, not)_', 'Yes YES spam '],
  ['_SCORE_ _HITS_ _REQD_', '11.8 11.8 5.0'],
  ['_SCORE(0)_ _SCORE(00)_ _SCORE(  )_ _SCORE(x)_', '11.8 011.8  11.8 11.8'],
  ['_STARS_ _STARS(#)_', '*********** ###########'],
  ['_TESTS_ _TESTS(;)_', 'LONG,SUBJ,WORD,WORD LONG;SUBJ;WORD;WORD'],
  ['_TESTSSCORES( )_', 'LONG=10 SUBJ=2.75 WORD=-0.5 WORD=-0.5'],
  ['_SUBTESTS_ _SUBTESTSCOLLAPSED_', '__SUB,__SUB __SUB(2)'],
  ['_WHAT_', 'one two'],
  ['_NOSUCHTAG_ _nosuch_ _A(', '_NOSUCHTAG_ _nosuch_ _A('],
  ['[_AWL_][_RBL_][_DCCB_]', '[][][]'],
  ['_HOSTNAME_ _VERSION_ _MAILSIFTVERSION_', 'host.example 4.0.1 9.9'],
  ['_REMOTEHOSTNAME_ _REMOTEHOSTADDR_ _BAYES_', 'localhost 127.0.0.1 0.5'],
  ['_AUTHORDOMAIN_ _HEADER(From:addr)_', 'sender.example.org a@Sender.Example.ORG'],
  ['_HEADER(No-Such)_|_HEADER()_|_HEADER(From:nosuch)_', '||'],
  ['_LASTEXTERNALIP_ _LASTEXTERNALRDNS_ _LASTEXTERNALHELO_', '192.0.2.3 b.example a.example'],
  ['_LASTEXTERNALREVIP_ _RELAYSEXTERNALREVIP_ _FIRSTTRUSTEDIP_', '3.2.0.192 3.2.0.192 '],
  ['_CONTACTADDRESS_', 'the administrator of that system'],
];

for (const [template, text] of FILLED) test(template, () => assert.equal(fill(template), text));

test('no spam: other words, and a score below the threshold', () => {
  assert.equal(fill('_YESNO_ _YESNO(spam,ham)_ _SCORE_ of _REQD_', 11.76), 'No ham 11.7 of 11.8');
});

test('nothing hits', () => {
  assert.equal(fill('_SUBTESTS_|_STARS_|_PREVIEW_', 5, 'Subject: x\n\n\n').split('|')[0], 'none');
});

// RFC 3596 2.5 has the first of them.
const REVERSED: [ip: string, reversed: string | undefined][] = [
  ['4321:0:1:2:3:4:567:89ab', 'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4'],
  ['2001:db8::1', `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2`],
  ['192.0.2.1', '1.2.0.192'],
  ['no address', undefined],
];

for (const [ip, reversed] of REVERSED)
  test(`reverse ${ip}`, () => assert.equal(reverseAddress(ip), reversed));

test('hostile templates and mail never throw', () => {
  const unit = fc.constantFrom(
    '_',
    'SCORE',
    'HEADER',
    '(',
    ')',
    'From',
    ':addr',
    'REPORT',
    'PREVIEW',
    '\n',
    'X',
    '\xff',
    '$1',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 20 }), fc.string({ unit, maxLength: 20 }), (template, text) => {
      fill(template, 5, `From: ${text}\nSubject: ${text}\n\n${text}`);
    }),
    { numRuns: 300 },
  );
});
