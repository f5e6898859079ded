/** `mailsift scan` and `mailsift tag` as people run them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { GTUBE, mail, mailWith } from '../support/mail.ts';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');
const folder = mkdtempSync(join(tmpdir(), 'mailsift-scan-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const place = (name: string) => join(folder, name);

const HAM = mail('Minutes', 'All is well, see you on Thursday.\n');
const SPAM = mail('Offer', `${GTUBE}\n`);

function mailsift([command = '', ...args]: readonly string[], input: string | Buffer = '') {
  const { status, stdout, stderr } = spawnSync(LAUNCHER, [command, '--local', ...args], {
    input,
    env: { PATH: '/usr/bin:/bin', XDG_STATE_HOME: folder },
  });
  return { status, stdout: stdout.toString('latin1'), stderr: stderr.toString() };
}

interface Report {
  readonly file: string;
  readonly score: number;
  readonly spam: boolean;
  readonly hits: readonly { readonly rule: string }[];
}

const reports = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Report);

writeFileSync(place('ham.eml'), HAM);
writeFileSync(place('spam.eml'), SPAM);
writeFileSync(place('empty'), '');
const from = (bytes: Buffer) => `From someone@example.org Fri Nov 20 09:00:00 2026\n${bytes.toString()}\n`;
writeFileSync(place('inbox.mbox'), from(HAM) + from(SPAM) + from(HAM));
for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(place('Maildir'), name), { recursive: true });
writeFileSync(place('Maildir/cur/1:2,S'), HAM);
writeFileSync(place('Maildir/new/2'), SPAM);
writeFileSync(place('Maildir/tmp/3'), SPAM);

suite('scan', () => {
  const rows: readonly (readonly [string, readonly string[], number, readonly boolean[]])[] = [
    ['a clean message', [place('ham.eml')], 0, [false]],
    ['spam', [place('spam.eml')], 1, [true]],
    ['several', [place('ham.eml'), place('spam.eml')], 1, [false, true]],
    ['an mbox file', [place('inbox.mbox')], 1, [false, true, false]],
    ['a Maildir: cur and new', [place('Maildir')], 1, [false, true]],
    ['an empty file', [place('empty')], 0, [false]],
    ['a missing file does not keep the others from it', [place('nosuch'), place('spam.eml')], 2, [true]],
  ];
  for (const [name, paths, status, spam] of rows) {
    test(name, () => {
      const ended = mailsift(['scan', '--json', ...paths]);
      assert.equal(ended.status, status, ended.stderr);
      assert.deepEqual(
        reports(ended.stdout).map(one => one.spam),
        spam,
      );
    });
  }

  test('a folder is read with all below it', () => {
    const found = reports(mailsift(['scan', '--json', folder]).stdout)
      .map(({ file }) => file.replace(`${folder}/`, ''))
      .sort();
    assert.deepEqual(found, [
      'Maildir/cur/1:2,S',
      'Maildir/new/2',
      'empty',
      'ham.eml',
      'inbox.mbox#1',
      'inbox.mbox#2',
      'inbox.mbox#3',
      'spam.eml',
    ]);
  });

  test('standard input, and the keys of the JSON report', () => {
    const { status, stdout } = mailsift(['scan', '--json', '-'], SPAM);
    assert.equal(status, 1);
    const [report] = reports(stdout);
    assert.deepEqual(Object.keys(report!).sort(), [
      'category',
      'defects',
      'file',
      'hits',
      'ms',
      'required',
      'score',
      'spam',
      'viruses',
    ]);
    assert.ok(report!.score >= 1000 && report!.hits.some(({ rule }) => rule === 'GTUBE'));
  });

  test('the report for people: points, rule, description, what matched', () => {
    writeFileSync(
      place('own.cf'),
      'body OWN_RULE /very special/\nscore OWN_RULE 5.5\ndescribe OWN_RULE Says something special\n',
    );
    const { stdout, status } = mailsift(
      ['scan', '--rules', place('own.cf'), '-'],
      mail('x', 'a very special text\n'),
    );
    assert.equal(status, 1);
    assert.match(stdout, /SPAM, 5\.5 points \(5\.0 required\)/);
    assert.match(stdout, /5\.5 +OWN_RULE +Says something special\n +matched: "very special"\n/);
  });

  test('--explain tells where a match stood and what a test said', () => {
    writeFileSync(
      place('own.cf'),
      'body OWN_RULE /very special/\nheader OWN_TWO Subject =~ /b/\nbody __SUB /a/\n',
    );
    const options = ['scan', '--rules', place('own.cf'), '--explain'];
    const { stdout } = mailsift([...options, '-'], mail('bob', 'a very special text\n'));
    assert.match(stdout, /matched: "very special" in body, element 2, byte 2\n/);
    assert.match(stdout, /matched: "b" in Subject, byte 0\n/);
    const report = JSON.parse(
      mailsift([...options, '--json', '-'], mail('x', 'a very special text\n')).stdout,
    ) as {
      hits: { where: unknown; logs: unknown }[];
      subrules: unknown;
    };
    assert.deepEqual(report.hits[0]?.where, { area: 'body', element: 2, offset: 2 });
    assert.deepEqual(report.subrules, ['__SUB']);
  });

  test('escape sequences from mail do not reach the terminal', () => {
    writeFileSync(place('own.cf'), 'body OWN_RULE /evil.{1,20}/\nscore OWN_RULE 5.5\n');
    const { stdout } = mailsift(
      ['scan', '--rules', place('own.cf'), '-'],
      mail('x', 'evil \x1b[31m\x07 text\n'),
    );
    assert.match(stdout, /OWN_RULE/);
    assert.ok(!/[\x00-\x09\x0b-\x1f\x7f]/.test(stdout), JSON.stringify(stdout));
  });

  test('--required, broken rules, wrong options', () => {
    assert.equal(mailsift(['scan', '--required', '2000', place('spam.eml')]).status, 0);
    assert.equal(mailsift(['scan', '--rules', '/nonexistent', place('spam.eml')]).status, 2);
    assert.equal(mailsift(['scan', '--no-such-option']).status, 64);
  });
});

suite('tag', () => {
  const marked = (message: string | Buffer, ...args: string[]) => mailsift(['tag', ...args], message);

  test('spam and ham are marked, the rest is untouched', () => {
    for (const [message, word] of [
      [SPAM, 'Yes'],
      [HAM, 'No'],
    ] as const) {
      const { status, stdout, stderr } = marked(message);
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, new RegExp(`^X-Spam-Status: ${word}, score=`, 'm'));
      assert.ok(stdout.endsWith(message.toString('latin1')));
    }
  });

  const odd: readonly (readonly [string, string])[] = [
    ['8-bit, NUL, bare CR, no final newline', 'From: a@b\nSubject: \xe4\n\nx\r\0\xff.\n.\nend'],
    ['CRLF', 'From: a@b\r\nSubject: x\r\n\r\nbody\r\n'],
    ['header only', 'From: a@b\nSubject: x\n'],
  ];
  for (const [name, message] of odd) {
    test(`byte for byte: ${name}`, () => {
      const { stdout } = marked(Buffer.from(message, 'latin1'));
      assert.ok(stdout.endsWith(message));
      const top = stdout.slice(0, -message.length);
      assert.match(top, /^X-Spam-/);
      if (message.includes('\r\n\r\n'))
        assert.ok(!/[^\r]\n/.test(top), 'the fields have the line endings of the message');
    });
  }

  test('an mbox separator stays first; spam fields from outside go', () => {
    const { stdout } = marked(`From me Fri Nov 20 09:00:00 2026\nX-Spam-Flag: NO\n${HAM.toString()}`);
    assert.match(stdout, /^From me [^\n]*\nX-Spam-Checker-Version: mailsift/);
    assert.ok(!stdout.includes('X-Spam-Flag'));
  });

  test('trouble: the message comes out as it came, status 0', () => {
    for (const args of [
      ['--rules', '/nonexistent'],
      ['--config', '/nonexistent'],
    ]) {
      const { status, stdout } = marked(SPAM, ...args);
      assert.deepEqual([status, stdout], [0, SPAM.toString('latin1')]);
    }
    assert.deepEqual(marked('').stdout, '');
  });

  test('a forbidden attachment makes no difference', () => {
    const message = mailWith('P', {
      name: 'setup.exe',
      type: 'application/octet-stream',
      content: Buffer.from('MZ'),
    });
    assert.ok(marked(message).stdout.endsWith(message.toString()));
  });
});
