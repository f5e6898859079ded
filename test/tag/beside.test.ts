/**
 * `mailsift tag -C ...` and the real spamassassin with the same rules, preferences and messages: what they write must be the
 * same. All messages of one set of preferences go through one run of each program.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, suite, test } from 'node:test';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');
const STOCK = '/usr/share/spamassassin';
const SITE = '/etc/spamassassin';
const skip =
  existsSync(join(STOCK, '10_default_prefs.cf')) && spawnSync('spamassassin', ['-V']).status === 0
    ? false
    : 'needs SpamAssassin';

/** Each rule has a priority of its own: within one, Perl's order changes from run to run. */
const RULES = `header T_HDR Subject =~ /offer/i
score T_HDR 1.25
priority T_HDR 1
describe T_HDR Subject has offer
body T_BODY /buy now/
score T_BODY 4.5
priority T_BODY 2
describe T_BODY Body says buy now and a fairly long description that should wrap around nicely
meta T_META T_HDR && T_BODY
score T_META 10.5
priority T_META 3
uri T_URI /example/
score T_URI -0.04
priority T_URI 4
describe T_URI \xc3\x9cberraschend, etwas mit Umlauten
rawbody T_RAW /hello/
score T_RAW 0.3
priority T_RAW 5
full T_FULL /x-odd/i
score T_FULL 0.2
priority T_FULL 6
describe T_FULL ${'Avery'.repeat(18)}longwordwithoutablank and more
body __SUB /hello/
tflags __SUB multiple
header __SUB2 exists:Subject
use_bayes 0
`;

const RECEIVED =
  'Received: from a.example (a.example [192.0.2.3]) by mx.test.org with ESMTP id ABC for <u@test.org>; Thu, 1 Jan 2026 00:00:00 +0000\n';
const BODY = 'hello friend, buy now from joe\nhttp://www.example.com/x\n';
const PLAIN = `Return-Path: <x@y.org>\n${RECEIVED}From: Joe <joe@x.org>\nTo: me@x.org\nSubject: Great offer\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <a@b>\n\n${BODY}`;
const HTML = `${RECEIVED}From: Joe <joe@x.org>\nTo: a@b.c\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= offer\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>hello there, buy now from joe</p>${'lorem ipsum '.repeat(60)}</body></html>\n`;

const MESSAGES: Readonly<Record<string, string>> = {
  plain: PLAIN,
  mbox: `From joe@x Thu Jan  1 00:00:00 2026\n${RECEIVED}From: Joe <joe@x.org>\nSubject: Great offer\n\n${BODY}`,
  nosubject: `${RECEIVED}From: Joe <joe@x.org>\nTo: a@b.c\n\n${BODY}`,
  folded: `${RECEIVED}From: Joe\n <joe@x.org>\nSubject: Great\n offer for\n\tyou\nX-Spam-Flag: NO\nX-Spam-Status: No,\n score=1\nTo: a@b.c,\n d@e.f\nX-Odd: y\n\n${BODY}`,
  ham: `${RECEIVED}From: Joe <joe@x.org>\nSubject: nothing\nX-Spam-Prev-Subject: keep\nX-Spam-Level: ***\n\nhi\n`,
  html: HTML,
  eightbit: `${RECEIVED}From: J\xf6e <joe@x.org>\nTo: a@b.c\nSubject: \xdcber offer \xe4\n\nbuy now \xfc from joe\n`,
  badlines: `${RECEIVED}garbage line here\nFrom: A <a@x.org>\nSubject: offer\nmore garbage\n\n${BODY}`,
  returnpath: `Return-Path:\n <x@y>\nReturn-Path: <z@z>\n${RECEIVED}Subject: offer x\nFrom: a@x.org\n\n${BODY}`,
  tagged: `${RECEIVED}From: (SPAM) Joe <joe@x.org>\nSubject: [SPAM] Great offer\nTo: a@b.c\n\n${BODY}`,
};

const PREFERENCES: Readonly<Record<string, string>> = {
  'report_safe 0': 'report_safe 0\n',
  'report_safe 1, subject': 'report_safe 1\nrewrite_header Subject [SPAM _SCORE_]\n',
  'report_safe 2, all fields, copies':
    'report_safe 2\nrewrite_header Subject [SPAM]\nrewrite_header From SPAM(x)\nrewrite_header To for _YESNOCAPS_\nreport_safe_copy_headers Received X-Odd Return-Path Received\n',
  'report_safe 0, rewriting and tags':
    'report_safe 0\nrewrite_header Subject [SPAM]\nrewrite_header From SPAM\nadd_header all Foo a=_TESTSSCORES(,)_ s=_STARS(x)_ y=_YESNO(A,B)_ no=_NOSUCH_ h=_HEADER(Subject)_ f=_HEADER(From:addr)_ sc=_SCORE(00000)_ sc2=_SCORE(   )_\nadd_header spam Bar "_SUBTESTS_ \\n\\t _SUBTESTSCOLLAPSED(;)_ \\\\ \\q x_PREVIEW_"\nadd_header ham Baz _SUMMARY_\nremove_header all Level\n',
  'no folding, narrow reports, subjprefix':
    'fold_headers 0\nreport_safe 0\nadd_header all Site bayes=_BAYES_ ctc=_CONTACTADDRESS_ awl=_AWL_ ad=_AUTHORDOMAIN_\nadd_header all Summ _SUMMARY_\nreport_wrap_width 50\nrequired_score 3.1\nsubjprefix T_HDR [offer]\nsubjprefix T_BODY [buy]\nrewrite_header Subject *SPAM*\nclear_report_template\nreport hello _REQD_ _HITS_\nreport\n',
  'nothing is spam':
    'clear_headers\nadd_header all Status _YESNO_, score=_SCORE_ tests=_TESTS( )_ autolearn=_AUTOLEARN_\nreport_safe 1\nrequired_score 100\n',
  'everything is spam':
    'report_safe 1\nclear_headers\nrequired_score 0\nreport_charset ISO-8859-1\nunsafe_report more _SCORE_\nreport_contact someone@example.org\nreport_hostname example.host\nreport_safe_copy_headers Received Message-Id Reply-To\n',
};

suite('tag -C beside spamassassin', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-beside-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const [rules, site, mail] = ['rules', 'site', 'mail'].map(name => join(folder, name));
  for (const path of [rules, site, mail]) mkdirSync(path ?? '', { recursive: true });
  if (skip === false) {
    for (const name of ['10_default_prefs.cf', '20_aux_tlds.cf'])
      copyFileSync(join(STOCK, name), join(rules ?? '', name));
    for (const path of globSync(join(SITE, '*.pre'))) copyFileSync(path, join(site ?? '', basename(path)));
  }
  writeFileSync(join(rules ?? '', '30_own.cf'), RULES, 'latin1');
  const files = Object.entries(MESSAGES).map(([name, text]) => {
    const path = join(mail ?? '', name);
    writeFileSync(path, text, 'latin1');
    return path;
  });

  function run(program: readonly string[], args: readonly string[]): string {
    const env = { PATH: '/usr/bin:/bin', HOME: folder, XDG_STATE_HOME: folder, LC_ALL: 'C' };
    const [command = '', ...before] = program;
    const { stdout, status, stderr } = spawnSync(command, [...before, ...args], { env });
    assert.equal(status, 0, stderr.toString());
    return withoutChance(stdout.toString('latin1'));
  }

  /** What differs from run to run. */
  function withoutChance(output: string): string {
    return output
      .replace(/----------=_[0-9A-F]{8}\.[0-9A-F]{8}/g, 'BOUNDARY')
      .replace(/(with SpamAssassin \(version 4\.0\.1\);\r?\n\t)[^\r\n]*/g, '$1DATE');
  }

  for (const [name, preferences] of Object.entries(PREFERENCES)) {
    test(name, () => {
      const prefs = join(folder, 'prefs');
      writeFileSync(prefs, preferences);
      const places = ['-C', rules ?? '', '--siteconfigpath', site ?? '', '-p', prefs];
      const args = ['-L', '-x', '-t', ...places, ...files];
      assert.equal(run([LAUNCHER, 'tag'], args), run(['spamassassin'], args));
    });
  }

  test('-d gives back what spamassassin marked', () => {
    const marked = join(folder, 'marked');
    for (const safe of ['0', '1', '2']) {
      const args = ['-L', '-x', '-C', rules ?? '', '--siteconfigpath', site ?? '', '-p', '/dev/null'];
      const rewriting = [
        '--cf=rewrite_header Subject [SPAM]',
        '--cf=rewrite_header From SPAM',
        '--cf=required_score 0',
      ];
      const path = join(mail ?? '', 'plain');
      writeFileSync(
        marked,
        run(['spamassassin'], [...args, ...rewriting, `--cf=report_safe ${safe}`, path]),
        'latin1',
      );
      assert.equal(run([LAUNCHER, 'tag'], [...args, '-d', marked]), PLAIN);
    }
  });
});
