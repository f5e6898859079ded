/** DCC by its daemon and by its program. Both are stand-ins after their manuals: DCC is not in Debian. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openHelpers } from '../../../../lib/net/open-helpers.ts';
import { readDccHeader } from '../../../../lib/rules/plugins/collaborative/dcc-header.ts';
import { parseRules } from '../../../../lib/rules/parse-rules.ts';
import { startDccifd } from '../../../support/dccifd.ts';
import { ask, names } from './ask.ts';

const RULES = `loadplugin Mail::SpamAssassin::Plugin::DCC
full DCC_CHECK eval:check_dcc()
full REP_LOW eval:check_dcc_reputation_range(00,12)
full REP_HIGH eval:check_dcc_reputation_range(95,98)
full REP_TOP eval:check_dcc_reputation_range(99)
dcc_timeout 2
`;
const CHECKSUMS = `                            reported: 0               checksum
                     Body: 8d3b  1
                     Fuz1: 2f8a  2
`;
const helpers = openHelpers({ path: '/usr/bin:/bin', homeDirectory: '/nonexistent' });

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-dcc-'));
  context.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A home of DCC with a dccproc that answers so. */
function withProgram(context: TestContext, answer: string): string {
  const home = folderFor(context);
  mkdirSync(join(home, 'bin'));
  copyFileSync(join(import.meta.dirname, '../../../../fixtures/programs/dccproc'), join(home, 'bin/dccproc'));
  writeFileSync(join(home, 'answer'), answer, 'latin1');
  return home;
}

const RECEIVED =
  'Received: from mail.example.net (mx.example.net [198.51.100.7]) by mx.example.org with ESMTP id 1; Mon, 1 Jan 2024 00:00:00 +0000\n';
const MESSAGE = Buffer.from(`${RECEIVED}From: joe@example.net\nSubject: \xff\n\ntext \x80\n`, 'latin1');

// Source: check_dcc_result of SpamAssassin 4.0.1; the counts: dcc(8).
for (const [header, hits] of [
  ['X-DCC-x-Metrics: a.example.org 104; Body=1 Fuz1=1 Fuz2=1', ''],
  ['X-DCC-x-Metrics: a.example.org 104; bulk Body=many Fuz1=many Fuz2=many', 'DCC_CHECK'],
  ['X-DCC-x-Metrics: a.example.org 104; Body=1 Fuz2=many', 'DCC_CHECK'],
  ['X-DCC-x-Metrics: a.example.org 104; Body=999998 Fuz1=999998', ''],
  ['X-DCC-x-Metrics: a.example.org 104; Body=1000000', 'DCC_CHECK'],
  ['X-DCC-x-Metrics: a.example.org 104; env_From=many From=many Body=ok Fuz1=ok2', ''],
  ['X-DCC-x-Metrics: a.example.org 104; Body=1 rep=96%', 'DCC_CHECK REP_HIGH'],
  ['X-DCC-x-Metrics: a.example.org 104; Body=1 rep=12%', 'REP_LOW'],
  ['X-DCC-x-Metrics: a.example.org 104; Body=1\n\tFuz1=1 Fuz2=1\n\trep=100%', 'DCC_CHECK REP_TOP'],
  ['X-DCC-x-Metrics: a.example.org 104;', ''],
] as const)
  test(`${header.slice(34)}: ${hits}`, async context => {
    const home = withProgram(context, `${header}\n${CHECKSUMS}`);
    const result = await ask(`${RULES}dcc_home ${home}`, helpers);
    assert.deepEqual([names(result), result.remarks], [hits, []]);
  });

test('thresholds, and reputations that are not wanted', async context => {
  const home = withProgram(context, 'X-DCC-x-Metrics: a 104; Body=7 Fuz1=8 Fuz2=9 rep=96%\n');
  const hitsWith = async (lines: string) => names(await ask(`${RULES}dcc_home ${home}\n${lines}`, helpers));
  assert.equal(await hitsWith('use_dcc_rep 0'), '');
  assert.equal(await hitsWith('use_dcc_rep 0\ndcc_body_max 7'), 'DCC_CHECK');
  assert.equal(await hitsWith('use_dcc_rep 0\ndcc_fuz1_max 9\ndcc_fuz2_max 10'), '');
  assert.equal(await hitsWith('dcc_rep_percent 97'), 'REP_HIGH');
  assert.equal(await hitsWith('use_dcc 0'), '');
});

test('dccproc: its words, the message as it is, the tags', async context => {
  const home = withProgram(
    context,
    `X-DCC-sonic-Metrics: a.example.org 104; Body=1\n\tFuz1=2 rep=5%\n${CHECKSUMS}`,
  );
  const rules = `${RULES}dcc_home ${home}\ndcc_options -c 1,2 -q\n`;
  const { tags } = await ask(rules, helpers, { message: MESSAGE });
  const told = (name: string): string => readFileSync(join(home, name), 'latin1');
  assert.equal(told('arguments'), `-C -x 0 -h ${home} -a 198.51.100.7 -w whiteclnt -c 1,2 -q\n`);
  assert.equal(told('message'), MESSAGE.toString('latin1'));
  assert.deepEqual(
    ['DCCB', 'DCCR', 'DCCREP'].map(name => tags.get(name)),
    ['sonic', 'a.example.org 104; Body=1 Fuz1=2 rep=5%', '5'],
  );
  await ask(rules, helpers);
  assert.equal(told('arguments'), `-C -x 0 -h ${home} -R -w whiteclnt -c 1,2 -q\n`);
});

test('dccifd is asked where its socket is, with the lines of its protocol', async context => {
  const home = withProgram(context, 'X-DCC-proc-Metrics: a 1; Body=1\n');
  const server = await startDccifd(`X-DCC-ifd-Metrics: a 1; Body=many\n${CHECKSUMS}`, join(home, 'dccifd'));
  context.after(() => server.stop());
  const result = await ask(`${RULES}dcc_home ${home}\ndccifd_options log`, helpers, { message: MESSAGE });
  assert.deepEqual([names(result), result.tags.get('DCCB')], ['DCC_CHECK', 'ifd']);
  const lines = 'cksums grey-off log\n198.51.100.7\rmx.example.net\nmail.example.net\n\nunknown\n\n';
  assert.deepEqual(server.requests, [lines + MESSAGE.toString('latin1')]);
});

test('dccifd over TCP', async context => {
  const server = await startDccifd('X-DCC-ifd-Metrics: a 1; Body=many\n');
  context.after(() => server.stop());
  const result = await ask(`${RULES}dcc_dccifd_path [127.0.0.1]:${server.port}`, helpers);
  assert.equal(names(result), 'DCC_CHECK');
  assert.equal(server.requests[0]?.startsWith('cksums grey-off\n\n\n\nunknown\n\n'), true);
});

test('a dccifd that is gone leaves it to dccproc', async context => {
  const home = withProgram(context, 'X-DCC-proc-Metrics: a 1; Body=many\n');
  const server = await startDccifd('');
  await server.stop();
  const rules = `${RULES}dcc_home ${home}\ndcc_dccifd_path 127.0.0.1:${server.port}\n`;
  const result = await ask(rules, helpers);
  assert.deepEqual([names(result), result.remarks], ['DCC_CHECK', []]);
});

// Source: Plugin::DCC of SpamAssassin 4.0.1, check_post_learn, and its manual on dcc_learn_score.
for (const [what, lines, body, reports] of [
  ['enough', 'dcc_learn_score 3\nscore SPAM 9', '7', 1],
  ['enough for a site that asks for less', 'dcc_learn_score 3\nscore SPAM 5\nrequired_score 2', '7', 1],
  ['not enough', 'dcc_learn_score 3\nscore SPAM 7.9', '7', 0],
  ['known already', 'dcc_learn_score 3\nscore SPAM 9', 'many', 0],
  ['not asked for', 'score SPAM 9', '7', 0],
] as const)
  test(`a high score is reported after delivery: ${what}`, async context => {
    const server = await startDccifd(`X-DCC-x-Metrics: a 1; Body=${body}\n`);
    context.after(() => server.stop());
    const rules = `${RULES}score DCC_CHECK 0.001\nbody SPAM /replicas/\ndcc_dccifd_path 127.0.0.1:${server.port}\n`;
    const { afterwards } = await ask(rules + lines, helpers);
    assert.equal(server.requests.length, 1, 'nothing is reported before');
    for (const task of afterwards) await task();
    assert.deepEqual(
      server.requests.slice(1).map(request => request.split('\n')[0]),
      Array.from({ length: reports }, () => 'header spam grey-off'),
    );
  });

for (const [what, answer, said] of [
  ['says nothing', '', /dccifd answered nothing/],
  ['says something else', 'x\x00\xff\n', /dccifd answered "x/],
  ['hangs', undefined, /no answer within 0\.3 s$/],
  ['says too much', 'x'.repeat(10_000_000), /more than 262144 bytes of answer$/],
] as const)
  test(`a dccifd that ${what}: no evidence, one remark`, async context => {
    const server = await startDccifd(answer);
    context.after(() => server.stop());
    const rules = `${RULES}dcc_dccifd_path 127.0.0.1:${server.port}\nmeta NONE !DCC_CHECK && !REP_LOW\n`;
    const begun = performance.now();
    const result = await ask(`${rules}dcc_timeout 0.3`, helpers);
    assert.ok(performance.now() - begun < 1500);
    assert.equal(names(result), 'NONE');
    assert.equal(result.remarks.length, 1);
    assert.match(result.remarks[0] ?? '', said);
  });

test('without a client of DCC nothing is said', async context => {
  const result = await ask(`${RULES}dcc_home ${folderFor(context)}\nmeta NONE !DCC_CHECK`, helpers);
  assert.deepEqual([names(result), result.remarks], ['NONE', []]);
});

test('no answer makes the reader fail', () => {
  const piece = fc.constantFrom(
    'X-DCC-',
    'x-Metrics:',
    ' ',
    '\n',
    '\t',
    'Body=',
    'many',
    'ok',
    '12',
    ';',
    'rep=',
    '\xff',
    ':',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
      const header = readDccHeader(pieces.join(''));
      assert.ok(header === undefined || header.body >= 0);
    }),
    { numRuns: 1000 },
  );
});

// Source: spamassassin 4.0.1, lint_rules, with the same lines.
for (const [line, faults] of [
  ['dcc_path /nonexistent', 1],
  ['dcc_path /bin/sh', 0],
  ['dcc_path', 1],
  ['dcc_home /nonexistent', 1],
  ['dcc_home /etc', 0],
  ['dcc_dccifd_path relative/x', 0],
  ['dcc_dccifd_path host:99999', 1],
  ['dcc_dccifd_path host:', 1],
  ['dcc_dccifd_path :99', 1],
  ['dcc_dccifd_path [::1]:99', 0],
  ['dcc_dccifd_path localhost:99', 0],
  ['dcc_dccifd_path /nonexistent/sock', 0],
  ['dcc_dccifd_path', 1],
  ['dcc_options a;b', 1],
  ['dcc_options -a b=c', 1],
  ['dccifd_options a,b c', 0],
  ['dcc_learn_score x', 1],
  ['dcc_body_max many', 1],
] as const) {
  const text = `loadplugin Mail::SpamAssassin::Plugin::DCC\n${line}`;
  test(line, () => assert.equal(parseRules([{ name: 't.cf', text }]).faults.length, faults));
}
