/** `mailsift tag` as procmail and people call it: through the launcher, with spamassassin's options. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');
const SPAM = 'From: a@x.org\nSubject: buy\n\nbuy now\n';
const HAM = 'From: a@x.org\nSubject: hello\n\nhello\n';
const RULES = 'header BUY Subject =~ /buy/\nscore BUY 7\ndescribe BUY It says buy\n';

suite('tag', () => {
  const home = mkdtempSync(join(tmpdir(), 'mailsift-tag-'));
  after(() => rmSync(home, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    const path = join(home, name);
    writeFileSync(path, text);
    return path;
  };
  const rules = file('own.cf', RULES);
  const folder = join(home, 'mail');
  mkdirSync(folder);
  file('mail/1', SPAM);
  file('mail/2', HAM);
  const mbox = file(
    'all.mbox',
    `From a@x Thu Jan  1 00:00:00 2026\n${SPAM}\nFrom b@x Thu Jan  1 00:00:00 2026\n${HAM}`,
  );

  function tag(args: readonly string[], input = SPAM): { status: number | null; out: string; err: string } {
    const env = { PATH: '/usr/bin:/bin', HOME: home, XDG_STATE_HOME: home, LC_ALL: 'C' };
    const { status, stdout, stderr } = spawnSync(LAUNCHER, ['tag', '--local-only', ...args], {
      input,
      env,
      encoding: 'utf8',
    });
    return { status, out: stdout, err: stderr };
  }
  const own = ['--rules', rules];

  const STATUSES: [args: string[], input: string, status: number][] = [
    [[], SPAM, 0],
    [['-e'], SPAM, 5],
    [['-e'], HAM, 0],
    [['-e7'], SPAM, 7],
    [['-e', '1'], SPAM, 1],
    [['--required=8', '-e'], SPAM, 0],
    [['--cf=required_score 8', '-e'], SPAM, 0],
    [['--cf=required_score 8', '--required', '7', '-e'], SPAM, 5],
    [['-F', '0'], SPAM, 2],
    [['--nosuch'], SPAM, 64],
    [['-V'], '', 0],
    [['-h'], '', 0],
    [['-W'], SPAM, 69],
    [['--add-addr-to-welcomelist=a@b.c'], '', 69],
    [['-L', '-r'], SPAM, 0],
    [['/nonexistent/file'], '', 1],
    [['--lint'], '', 0],
    [['--lint', '--cf=no_such_directive 1'], '', 1],
    // Matches everything; without --lint spamassassin runs it.
    [['--lint', '--cf=body X /lamp||desk/'], '', 1],
  ];
  for (const [args, input, status] of STATUSES) {
    test(`${args.join(' ')}: exit status ${status}`, () => {
      const ended = tag([...own, ...args], input);
      assert.equal(ended.status, status, ended.err);
    });
  }

  test("without template lines the headers are mailsift's own, and spam is not wrapped", () => {
    const { out } = tag(own);
    assert.match(
      out,
      /^X-Spam-Checker-Version: mailsift \d+\.\d+\.\d+ on \S+\nX-Spam-Flag: YES\nX-Spam-Level: \*{7}\nX-Spam-Status: Yes, score=7\.0 required=5\.0 tests=BUY/,
    );
    assert.ok(out.endsWith(`\n${SPAM}`));
  });

  test('-t adds the report, -d takes all off', () => {
    const marked = tag([...own, '-t', '--cf=report_safe 0', '--cf=report _SUMMARY_']).out;
    assert.match(marked, / 7\.0 BUY                    It says buy\n/);
    const wrapped = tag([...own, '--cf=report_safe 1']).out;
    assert.match(wrapped, /^Received: from localhost by \S+\n\twith SpamAssassin \(version 4\.0\.1\);\n/);
    assert.equal(tag(['-d'], wrapped).out, SPAM);
  });

  test('-d -t checks what is left', () => {
    const { out } = tag([...own, '-d', '-t'], `X-Spam-Status: No, old\n${SPAM}`);
    assert.match(out, /^X-Spam-Status: Yes/m);
    assert.ok(!out.includes('old'));
  });

  test('preferences count: those in the home folder and those of -p; neither is ever made', () => {
    assert.match(tag(own).out, /tests=BUY/);
    assert.ok(!existsSync(join(home, '.spamassassin')));
    const prefs = file('prefs', 'score BUY 1\nadd_header all Who me\n');
    assert.match(tag([...own, '-p', prefs]).out, /^X-Spam-Status: No, score=1\.0[^]*^X-Spam-Who: me$/m);
    mkdirSync(join(home, '.spamassassin'));
    file('.spamassassin/user_prefs', 'score BUY 2\n');
    assert.match(tag(own).out, /^X-Spam-Status: No, score=2\.0/m);
    rmSync(join(home, '.spamassassin'), { recursive: true });
    assert.equal(tag([...own, '-p', join(home, 'none'), '--create-prefs']).status, 0);
    assert.ok(!existsSync(join(home, 'none')));
  });

  test('files, folders and mbox files come out one after the other', () => {
    const statuses = (args: string[]): string[] =>
      [...tag([...own, ...args], '').out.matchAll(/^(?:From \w@x|X-Spam-Status: \w+)/gm)].map(
        ([found]) => found,
      );
    const [yes, no] = ['X-Spam-Status: Yes', 'X-Spam-Status: No'];
    assert.deepEqual(statuses([join(folder, '2'), join(folder, '1')]), [no, yes]);
    assert.deepEqual(statuses([folder]), [yes, no]);
    assert.deepEqual(statuses([mbox]), ['From a@x', yes, 'From b@x', no]);
    assert.deepEqual(statuses(['--mbox', mbox]), ['From a@x', yes, 'From b@x', no]);
  });

  test('what cannot be done is told, and the message goes on or was not asked for', () => {
    const welcomed = tag([...own, '-W']);
    assert.match(welcomed.err, /load neither AWL nor TxRep .* nothing was changed/);
    assert.equal(welcomed.out, '');
    const reported = tag([...own, '-L', '-r']);
    assert.equal(reported.out, '1 message(s) examined.\n');
    assert.match(reported.err, /warn: spamassassin: warning, unable to report message\n/);
  });

  // Source: spamassassin 4.0.1 on the same messages. (For TxRep it prints the number 1 for each address.)
  test('addresses are welcomed, blocked and forgotten, in the words of spamassassin', () => {
    const awl = [...own, '--pre=loadplugin Mail::SpamAssassin::Plugin::AWL'];
    const mail =
      'From: Ann <Ann@Example.ORG>, b@example.net\nTo: <c@example.com>\nCc: "D" <d@example.com>\n\n' +
      'mail h@example.com or mailto:i@example.com, <j@example.com>; see k.l+m@sub.example.co.uk. And\nn@localhost, o@exa_mple.com, c@example.com\n';
    const lines = (out: string): readonly string[] =>
      out.split('\n').map(line => line.replace('SpamAssassin auto-welcomelist: ', ''));
    assert.deepEqual(lines(tag([...awl, '-W'], mail).out), [
      'adding address to welcomelist: c@example.com',
      'adding address to welcomelist: Ann@Example.ORG',
      'adding address to welcomelist: b@example.net',
      'adding address to welcomelist: d@example.com',
      'adding address to welcomelist: h@example.com',
      'adding address to welcomelist: i@example.com',
      'adding address to welcomelist: j@example.com',
      'adding address to welcomelist: k.l+m@sub.example.co.uk',
      '1 message(s) examined.',
      '',
    ]);
    assert.deepEqual(lines(tag([...awl, '--add-to-blocklist'], mail).out), [
      'adding address to blocklist: Ann@Example.ORG',
      'adding address to blocklist: b@example.net',
      '1 message(s) examined.',
      '',
    ]);
    assert.equal(
      tag([...awl, '--remove-addr-from-welcomelist=b@example.net'], '').out,
      'SpamAssassin auto-welcomelist: removing address: b@example.net\n',
    );
    const txRep = [...own, '--pre=loadplugin Mail::SpamAssassin::Plugin::TxRep', '--cf=use_txrep 1'];
    assert.equal(
      tag([...txRep, '--add-addr-to-blocklist=b.example,spf'], '').out,
      'SpamAssassin TxRep: blocklisting address: b.example,spf\n',
    );
  });

  test("-D tells what was done, in lines of SpamAssassin's form", () => {
    const { out, err } = tag([...own, '-D', 'check']);
    const lines = err.trimEnd().split('\n');
    for (const line of lines)
      assert.match(line, /^[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d\.\d{3} \[\d+\] dbg: check: \S/);
    assert.ok(lines.some(line => line.endsWith(' check: tests=BUY')));
    assert.match(out, /^X-Spam-Flag: YES$/m);
    assert.equal(tag(own).err, '');
  });

  test('rules that cannot be read: the message comes out as it is', () => {
    for (const args of [
      ['-C', '/nonexistent'],
      ['--rules', '/nonexistent'],
      ['--config', '/nonexistent'],
    ]) {
      const { out, status } = tag(args);
      assert.deepEqual([out, status], [SPAM, 0]);
      const asked = tag([...args, '-e']);
      assert.deepEqual([asked.out, asked.status], [SPAM, 75]);
    }
  });

  test('no rules at all are no reason to call a message clean', () => {
    mkdirSync(join(home, 'empty'));
    const places = ['-C', join(home, 'empty'), '--siteconfigpath', join(home, 'empty')];
    const { out, status } = tag(places);
    assert.deepEqual([out, status], [SPAM, 0]);
    assert.equal(tag([...places, '--lint']).status, 1);
  });
});
