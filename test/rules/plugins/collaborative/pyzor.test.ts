/** Pyzor: the real client and server of Debian's package, and answers that real ones do not give on request. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { openHelpers } from '../../../../lib/net/open-helpers.ts';
import { parseRules } from '../../../../lib/rules/parse-rules.ts';
import { startPyzord } from '../../../support/pyzord.ts';
import { orSkip } from '../../../support/require-program.ts';
import { answering, ask, ended, MESSAGE, names } from './ask.ts';

const RULE = 'full PYZOR_CHECK eval:check_pyzor()\ntflags PYZOR_CHECK net\nscore PYZOR_CHECK 0 2 0 2\n';

test('what one side has reported, the other finds', async context => {
  const server = orSkip(context, await startPyzord(), 'pyzor');
  if (server === undefined) return;
  context.after(() => server.stop());
  const helpers = openHelpers({ path: '/usr/bin:/bin', homeDirectory: '/nonexistent' });
  const rules = `${RULE}pyzor_options --homedir ${server.home}\npyzor_count_min 2\n`;
  const pyzor = (command: string): Buffer =>
    execFileSync('/usr/bin/pyzor', ['--homedir', server.home, command], { input: MESSAGE });
  const before = await ask(rules, helpers);
  assert.deepEqual([names(before), before.remarks], ['', []]);
  assert.equal(before.tags.get('PYZOR'), 'Reported 0 times, welcomelisted 0 times.');
  pyzor('report');
  assert.equal(names(await ask(rules, helpers)), '');
  pyzor('report');
  const after = await ask(rules, helpers);
  assert.deepEqual([names(after), after.score, after.remarks], ['PYZOR_CHECK', 2, []]);
  assert.equal(after.tags.get('PYZOR'), 'Reported 2 times, welcomelisted 0 times.');
  const other = {
    message: Buffer.from(
      'Subject: hello\n\nSee you on Sunday at the usual place, Mary, and bring the dog.\n',
    ),
  };
  assert.equal(names(await ask(rules, helpers, other)), '');
});

test('the program gets its options as words, the message as it is, and the time that is left', async () => {
  const helpers = answering(ended("a:1\t(200, 'OK')\t9\t0\n"));
  const message = Buffer.from('Subject: \xff\r\n\r\n\x80\x00 text\r\n', 'latin1');
  const result = await ask(`${RULE}pyzor_options --homedir /etc/mail  -t 3\npyzor_timeout 0.1m`, helpers, {
    message,
  });
  assert.equal(names(result), 'PYZOR_CHECK');
  const [request] = helpers.requests;
  assert.equal(request?.path, '/usr/bin/pyzor');
  assert.deepEqual(request.arguments, ['--homedir', '/etc/mail', '-t', '3', 'check']);
  assert.equal(request.limitMs, 6000);
  assert.deepEqual(request.input, message);
  const short = answering(ended(''));
  await ask(RULE, short, { limitMs: 1000 });
  assert.ok((short.requests[0]?.limitMs ?? 0) <= 1000);
});

test('it is started once, whatever the number of rules that ask', async () => {
  const helpers = answering(ended("a:1\t(200, 'OK')\t9\t0\n"));
  const result = await ask(`${RULE}full OTHER eval:check_pyzor()\nmeta BOTH PYZOR_CHECK && OTHER`, helpers);
  assert.equal(names(result), 'BOTH OTHER PYZOR_CHECK');
  assert.equal(helpers.requests.length, 1);
});

for (const [why, rules, installed] of [
  ['it is not installed', RULE, []],
  ['it is off', `${RULE}use_pyzor 0`, ['pyzor']],
  ['the rule has no score', `${RULE}score PYZOR_CHECK 0`, ['pyzor']],
  ['no rule asks', 'body B /nothing/', ['pyzor']],
  // SpamAssassin 4.0.1, is_pyzor_available: the two exclude each other, and pyzor_fork is 1 by default.
  ['pyzor_perl goes with pyzor_fork', `${RULE}pyzor_perl 1`, ['pyzor']],
] as const)
  test(`nothing is started, and nothing said, when ${why}`, async () => {
    const helpers = answering(ended("a:1\t(200, 'OK')\t9\t0\n"), installed);
    const result = await ask(`${rules}\nmeta NONE !PYZOR_CHECK\n`, helpers);
    assert.deepEqual([names(result), result.remarks], ['NONE', []]);
    assert.equal(helpers.requests.length, 0);
  });

for (const [what, answer, said] of [
  [
    'it fails',
    { state: 'failed', why: '/usr/bin/pyzor: killed by SIGSEGV', isAbsent: false },
    /killed by SIGSEGV$/,
  ],
  [
    'it breaks down',
    ended('', { status: 1, errors: 'Traceback (most recent call last):\nOSError: x\n' }),
    /OSError: x$/,
  ],
  [
    'the server is silent',
    ended("127.0.0.1:1\t(504, 'Reading response timed-out.')\n", { status: 1 }),
    /\(504, 'Reading/,
  ],
  ['it says nothing', ended(''), /answered nothing$/],
  ['it says something else', ended('\xff\xfe\x00 garbage\n9\t9\n'), /garbage"$/],
] as const)
  test(`when ${what} there is no evidence, and one remark`, async () => {
    const result = await ask(`${RULE}meta NONE !PYZOR_CHECK\n`, answering(answer));
    assert.equal(names(result), 'NONE');
    assert.equal(result.remarks.length, 1);
    assert.match(result.remarks[0] ?? '', said);
  });

// Source: the checks of Plugin::Pyzor of SpamAssassin 4.0.1, and spamassassin --lint with the same lines.
for (const [line, faults] of [
  ['pyzor_options --homedir=/a, b_c.d', 0],
  ['pyzor_options -t 3; id', 1],
  ['pyzor_options $HOME', 1],
  ['pyzor_options', 1],
  ['pyzor_path /bin/sh', 0],
  ['pyzor_path /nonexistent/pyzor', 1],
  ['pyzor_server_file /etc/passwd', 0],
  ['pyzor_server_file /etc', 1],
  ['pyzor_timeout 1m', 0],
  ['pyzor_timeout soon', 1],
  ['use_pyzor maybe', 1],
  ['pyzor_whitelist_min 3', 0],
  ['pyzor_max 3.5', 1],
] as const)
  test(line, () => assert.equal(parseRules([{ name: 't.cf', text: line }]).faults.length, faults));
