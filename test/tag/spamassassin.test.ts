/** `mailsift tag` and the real spamassassin mark the same messages by the same rules: the output must be the same. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');
const DEFAULTS = '/usr/share/spamassassin/10_default_prefs.cf';
const skip =
  existsSync(DEFAULTS) && spawnSync('spamassassin', ['-V']).status === 0 ? false : 'needs SpamAssassin';

const RULES = `header A_LONG_RULE_NAME_NUMBER_ONE Subject =~ /offer/
score A_LONG_RULE_NAME_NUMBER_ONE 1.25
body B_RULE_TWO /buy now/
score B_RULE_TWO 1.1
body C_LONG_RULE_NAME_NUMBER_THREE /buy/
score C_LONG_RULE_NAME_NUMBER_THREE 3.001
body D_LONG_RULE_NAME_NUMBER_FOUR /now/
score D_LONG_RULE_NAME_NUMBER_FOUR -0.4
body E_VERY /very/
score E_VERY 70
report_safe 0
`;

const HEADER = 'From: a@x.org\nSubject: Great offer\n';
const MESSAGES: [name: string, message: string][] = [
  [
    'almost spam, forged fields',
    `Received: from a by b; Thu, 1 Jan 2026 00:00:00 +0000\nX-Spam-Status : No\n\tfolded\nX-SPAM-Flag: YES\n${HEADER}\nbuy now\n`,
  ],
  ['Return-Path stays first', `Return-Path: <x@y.org>\n${HEADER}X-Spam-Prev-Subject: kept\n\nbuy now very\n`],
  ['folded Return-Path', `Return-Path:\n <x@y.org>\nX-Spam-Level: ***\n${HEADER}\nbuy\n`],
  ['mbox line', `From a@x Thu Jan  1 00:00:00 2026\n${HEADER}\nbuy\n`],
  ['CRLF', `${HEADER}X-Spam-Flag: YES\n\nnow very\n`.replaceAll('\n', '\r\n')],
  ['no rule hits', 'From: a@x.org\nSubject: hi\n\nhello\n'],
  ['8-bit body without final newline', 'From: a@x.org\nSubject: hi\n\nb\xfcy now\n\n.\n\nend'],
];

suite('tag beside spamassassin', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-beside-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const rules = join(folder, 'rules');
  const own = join(folder, 'own.cf');
  mkdirSync(rules);
  if (skip === false) copyFileSync(DEFAULTS, join(rules, '10_default_prefs.cf'));
  for (const path of [join(rules, 'own.cf'), own]) writeFileSync(path, RULES);

  function run(program: string, args: readonly string[], message: Buffer): string {
    const env = { PATH: '/usr/bin:/bin', HOME: folder, XDG_STATE_HOME: folder, LC_ALL: 'C' };
    const { stdout, status, stderr } = spawnSync(program, args, { input: message, env });
    assert.equal(status, 0, stderr.toString());
    return stdout.toString('latin1');
  }

  /** Only spamassassin adds the report (report_safe 0; its lines come in Perl's hash order). Who made the mark, and what a Bayes classifier that only one of them has would learn, may differ. */
  function withoutIdentity(output: string): string {
    return output
      .replace(/^(X-Spam-Checker-Version: ).*?(\r?)$/m, '$1who$2')
      .replace(/^X-Spam-Report: \r?\n(?:\t[^\n]*\n)+/m, '')
      .replace(/\s+autolearn=\w+\s+autolearn_force=\w+\s+version=[\d.]+/, ' learning');
  }

  for (const [name, text] of MESSAGES) {
    test(name, () => {
      const message = Buffer.from(text, 'latin1');
      const expected = run('spamassassin', ['-L', '-x', '-C', rules, '-p', '/dev/null'], message);
      const got = run(LAUNCHER, ['tag', '-L', '--rules', own], message);
      assert.match(got, /^X-Spam-Status: (?:Yes|No), score=/m);
      assert.equal(withoutIdentity(got), withoutIdentity(expected));
    });
  }
});
