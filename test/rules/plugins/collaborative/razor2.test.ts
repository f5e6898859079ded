/**
 * Razor 2: the real razor-check of Debian's package, whose server is a stand-in (there is no free one), and a stand-in for
 * razor-check where it is to fail.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { openHelpers } from '../../../../lib/net/open-helpers.ts';
import { confidences } from '../../../../lib/rules/plugins/collaborative/razor-log.ts';
import { parseRules } from '../../../../lib/rules/parse-rules.ts';
import { startRazor } from '../../../support/razor-server.ts';
import { orSkip } from '../../../support/require-program.ts';
import { answering, ask, ended, names } from './ask.ts';

const RULES = `full RAZOR2_CHECK eval:check_razor2()
full RANGE_HIGH eval:check_razor2_range('','51','100')
full RANGE_LOW eval:check_razor2_range('','1','50')
full RANGE_NONE eval:check_razor2_range('','0','0')
full RANGE_4 eval:check_razor2_range('4','51','100')
full RANGE_8 eval:check_razor2_range('8','0','100')
`;

/** Two parts; engine 4 makes a signature of each, engine 8 one of each URI. */
const MESSAGE = Buffer.from(
  [
    'From: joe@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n',
    '--b\nContent-Type: text/plain\n',
    'Cheap replicas of famous watches, delivered to your door within a week. http://www.example.com/\nAnd more.\n',
    '--b\nContent-Type: text/html\n',
    '<p>Hello, see https://example.org/x and so on, this is a long text of some words, with more to come</p>\n--b--\n',
  ].join('\n'),
);

// Source: Plugin::Razor2 of SpamAssassin 4.0.1: the highest cf of an engine that is not contested, 0 where there is none.
for (const [what, answers, status, hits, log] of [
  ['no signature is known', { 4: 'p=0', 8: 'p=0' }, 'not', 'RANGE_NONE', undefined],
  ['engine 4 is sure', { 4: 'p=1&cf=77', 8: 'p=0' }, 'spam', 'RANGE_4 RANGE_HIGH RAZOR2_CHECK', 'cf:  77'],
  ['engine 8 is sure', { 4: 'p=0', 8: 'p=1&cf=100' }, 'spam', 'RANGE_8 RANGE_HIGH RAZOR2_CHECK', 'cf: 100'],
  // The configuration asks for the 30 that the server names (min_cf = ac).
  ['nobody is sure enough', { 4: 'p=1&cf=20', 8: 'p=1&cf=9' }, 'not', 'RANGE_8 RANGE_LOW', 'cf:  20'],
  // logic_method 4: the parts are contested, because their last answer is.
  [
    'the surer one is contested',
    { 4: 'p=1&cf=60', 8: 'p=1&cf=99&ct=1' },
    'not',
    'RANGE_4 RANGE_HIGH',
    'cf:  60',
  ],
] as const)
  test(`razor-check, when ${what}`, async context => {
    const server = orSkip(context, await startRazor(), 'razor');
    if (server === undefined) return;
    context.after(() => server.stop());
    const helpers = openHelpers({ path: '/usr/bin:/bin', homeDirectory: '/nonexistent' });
    server.answer = query => answers[query.get('e') === '4' ? 4 : 8];
    const result = await ask(`${RULES}razor_config ${server.config}\n`, helpers, { message: MESSAGE });
    assert.deepEqual(result.remarks, []);
    assert.equal(names(result), hits);
    assert.equal(hits.includes('RAZOR2_CHECK'), status === 'spam');
    assert.equal(result.hits.find(hit => /HIGH|LOW/.test(hit.rule))?.logs[0], log);
    assert.ok(server.queries.filter(query => query.startsWith('a=c&')).length >= 4, server.queries.join());
  });

test('razor-check without its configuration: no evidence, one remark', async context => {
  const server = orSkip(context, await startRazor(), 'razor');
  if (server === undefined) return;
  await server.stop();
  const helpers = openHelpers({ path: '/usr/bin:/bin', homeDirectory: '/nonexistent' });
  const result = await ask(
    `${RULES}razor_config ${server.config}\nmeta NONE !RAZOR2_CHECK && !RANGE_NONE`,
    helpers,
  );
  assert.equal(names(result), 'NONE');
  assert.equal(result.remarks.length, 1);
  assert.match(result.remarks[0] ?? '', /^Razor2: no evidence: exit status \d+: .*[Cc]an't read/);
});

for (const [what, answer, said] of [
  [
    'fails',
    { state: 'failed', why: '/usr/bin/razor-check: no answer within 5.0 s', isAbsent: false },
    /5\.0 s$/,
  ],
  [
    'ends with an error',
    ended('', { status: 2, errors: '\nRazor Error 4: x\n' }),
    /exit status 2: Razor Error 4: x$/,
  ],
  ['dies', ended('garbage \xff', { status: 255 }), /exit status 255$/],
] as const)
  test(`razor-check that ${what}: no evidence, one remark`, async () => {
    const result = await ask(`${RULES}meta NONE !RAZOR2_CHECK`, answering(answer, ['razor-check']));
    assert.equal(names(result), 'NONE');
    assert.equal(result.remarks.length, 1);
    assert.match(result.remarks[0] ?? '', said);
  });

for (const [why, rules, installed] of [
  ['it is not installed', RULES, []],
  ['it is off', `${RULES}use_razor2 0`, ['razor-check']],
  ['only the confidence is asked for', RULES.replace(/.*check_razor2\(\)\n/, ''), ['razor-check']],
] as const)
  test(`nothing is started, and nothing said, when ${why}`, async () => {
    const helpers = answering(ended(''), installed);
    const result = await ask(rules, helpers);
    assert.deepEqual([names(result), result.remarks, helpers.requests], ['', [], []]);
  });

test('the words of razor-check', async () => {
  const helpers = answering(ended(''), ['razor-check']);
  await ask(`${RULES}razor_config /etc/razor/a b.conf\nrazor_timeout 7`, helpers);
  assert.deepEqual(helpers.requests[0]?.arguments, ['-d', '-dl=6', '-conf=/etc/razor/a b.conf']);
  assert.equal(helpers.requests[0].limitMs, 7000);
});

const LOG = 'Nov  1 11:30:22.087153 check[44]: [ 6] ';

// Source: from_batched_query in Razor2/String.pm, which reads answers in columns too.
for (const [what, log, expected] of [
  [
    'columns',
    `${LOG}-a=c&e=4&s=x\na=c&e=8&s=y\n.\n${LOG}response to sent.1\n-p=1&cf=?&ct=?\n9,0\n8,1\n.\n`,
    [['4', 9]],
  ],
  ['one query', `${LOG}a=c&e=4&s=x\n\n${LOG}response to sent.1\np=1&cf=9\n\n`, [['4', 9]]],
  [
    'two batches',
    `${LOG}a=c&e=4&s=x\n${LOG}response to sent.1\np=1&cf=9\n${LOG}a=c&e=4&s=x\n${LOG}response to sent.2\np=1&cf=7\n`,
    [['4', 9]],
  ],
  ['other questions', `${LOG}a=g&pm=state\n${LOG}response to sent.1\n-cf=3\n.\n`, []],
  ['too few answers', `${LOG}-a=c&e=4&s=x\na=c&e=4&s=y\n.\n${LOG}response to sent.1\n-p=1&cf=9\n.\n`, []],
  ['an answer that breaks off', `${LOG}-a=c&e=4&s=x\n.\n${LOG}response to sent.1\n`, []],
  ['what others print', 'a=c&e=4&s=x\nresponse to sent.1\np=1&cf=9\n', []],
  ['no number', `${LOG}a=c&e=4&s=x\n${LOG}response to sent.1\np=1&cf=many\n`, []],
] as const)
  test(`log: ${what}`, () => assert.deepEqual([...confidences(log)], expected));

test('no log makes it fail, and no confidence is less than 1', () => {
  const piece = fc.constantFrom(
    LOG,
    '-a=c&e=4&s=x',
    'a=c&e=8',
    'response to sent.1',
    'p=1&cf=',
    '9',
    '?',
    ',',
    '\n',
    '.',
    '-',
    '\xff',
    '&',
    '=',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
      for (const value of confidences(pieces.join('')).values()) assert.ok(value > 0);
    }),
    { numRuns: 1000 },
  );
});

// Source: spamassassin 4.0.1, lint_rules, with the same lines.
for (const [line, faults] of [
  ['use_razor2 maybe', 1],
  ['razor_timeout 5s', 0],
  ['razor_config', 1],
  ['razor_config /nonexistent', 0],
] as const)
  test(line, () => assert.equal(parseRules([{ name: 't.cf', text: line }]).faults.length, faults));
