/** mimeheader rules and their tflags. Where SpamAssassin is installed, it has to say the same of the same rules. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Deadline } from '../../lib/deadline.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';
import { runRules } from '../../lib/rules/run-rules.ts';
import { createViews } from '../../lib/views/views.ts';

const MAIL = `From: a@x.org
Subject: parts
X-One: 1
MIME-Version: 1.0
Content-Type: multipart/mixed;
\tboundary="abc"

--abc
Content-Type: text/plain;
\tcharset="iso-8859-2"
X-Twice: first
X-Twice: second

one
--abc
Content-Type: text/html; charset="iso-8859-2"

two
--abc
Content-Type: application/pdf; name="x.pdf"

three
--abc--
`;

// hits: how often the rule is listed
const RULES: [rule: string, tflags: string, hits: number][] = [
  ['Content-Type =~ /pdf; name/', '', 1],
  ['Content-Type:raw =~ /mixed;\\n\\tboundary/', '', 1],
  ['Content-Type =~ /mixed;\\n/', '', 0],
  ['X-None =~ /x/', '', 0],
  ['X-None =~ /x/ [if-unset: x]', '', 1],
  ['X-Twice =~ /first/', '', 0],
  ['X-Twice =~ /second/', '', 1],
  ['Content-Type !~ /nosuch/', '', 1],
  ['Content-Type !~ /pdf/', '', 1],
  ['ALL =~ /^X-One: 1$/m', '', 1],
  ['ALL =~ /X-Twice: first\\nX-Twice/', '', 1],
  ['Content-Type =~ /mixed.*plain.*html.*pdf/s', '', 0],
  ['Content-Type =~ /mixed.*plain.*html.*pdf/s', 'concat', 1],
  ['Content-Type =~ /^text\\/plain[^\\n]*\\ntext\\/html[^\\n]*\\n\\z/', 'concat range=2-3', 1],
  ['Content-Type =~ /pdf/', 'range=1-3', 0],
  ['Content-Type =~ /pdf/', 'range=4', 1],
  ['Content-Type =~ /pdf/', 'range=2-', 1],
  ['Content-Type =~ /mixed/', 'range=-2', 1],
  ['Content-Type =~ /mixed/', 'range=2-', 0],
  ['Content-Type =~ /-[82]/', 'multiple', 2],
  ['Content-Type =~ /-[82]/', 'multiple concat', 4],
  ['Content-Type =~ /-[82]/', 'multiple maxhits=1', 1],
];

const text = RULES.map(
  ([rule, tflags], at) => `mimeheader R${at} ${rule}\n${tflags === '' ? '' : `tflags R${at} ${tflags}\n`}`,
).join('');

function assertHits(names: readonly string[]): void {
  for (const [at, [rule, tflags, hits]] of RULES.entries())
    assert.equal(names.filter(name => name === `R${at}`).length, hits, `${rule} ${tflags}`);
}

test('mimeheader rules hit as often as they should', () => {
  const set = parseRules([{ name: 't.cf', text }]);
  assert.deepEqual(set.faults, []);
  const views = createViews(Buffer.from(MAIL));
  const { hits } = runRules(set, views, { scoreSet: 0, deadline: new Deadline(10_000) });
  assertHits(hits.map(({ rule }) => rule));
});

const skip =
  existsSync('/etc/spamassassin') && spawnSync('spamassassin', ['-V']).status === 0
    ? false
    : 'needs SpamAssassin';

test('and as often in SpamAssassin', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-mimeheader-'));
  try {
    const rules = join(folder, 'own.cf');
    writeFileSync(rules, `${text}add_header all Hits _TESTS_\nfold_headers 0\nuse_bayes 0\n`);
    const args = ['-L', '-x', '-C', folder, '--siteconfigpath', '/etc/spamassassin', '-p', '/dev/null'];
    const { stdout } = spawnSync('spamassassin', [...args, '--cf=required_score 1000'], { input: MAIL });
    assertHits((/^X-Spam-Hits: (.*)$/m.exec(stdout.toString())?.[1] ?? '').split(','));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('has() is true of functions that say no, can() is not', () => {
  const name = 'Mail::SpamAssassin::Plugin::Test';
  const asked = (condition: string): boolean =>
    parseRules([{ name: 't.cf', text: `loadplugin ${name}\nif ${condition}\nmeta A 1\nendif\n` }]).rules.has(
      'A',
    );
  assert.deepEqual(
    [
      asked(`can(${name}::test_feature_xxxx_true)`),
      asked(`can(${name}::test_feature_xxxx_false)`),
      asked(`has(${name}::test_feature_xxxx_false)`),
      asked(`has(${name}::check_test_plugin)`),
      asked(`has(${name}::nosuch)`),
    ],
    [true, false, true, true, false],
  );
});
