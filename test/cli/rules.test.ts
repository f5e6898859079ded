/** `mailsift rules` as people run it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');
const folder = mkdtempSync(join(tmpdir(), 'mailsift-rules-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const place = (name: string): string => join(folder, name);

function rules(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(LAUNCHER, ['rules', ...args], {
    env: { PATH: '/usr/bin:/bin', HOME: folder, XDG_STATE_HOME: folder, ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const GOOD = `header   GOOD   Subject =~ /offer/
describe GOOD   An offer
score    GOOD   1.5
tflags   GOOD   publish
body     __PART /buy/
meta     BOTH   GOOD && __PART && !NOSUCH
priority BOTH   7
full     NET    eval:check_razor2()
lang de describe GOOD Ein Angebot
`;
writeFileSync(place('good.cf'), GOOD);
writeFileSync(place('bad.cf'), 'body A /x/\nfrobnicate\nscore A high\n');
mkdirSync(place('site'));
writeFileSync(
  place('site/a.cf'),
  'ifplugin Mail::SpamAssassin::Plugin::Skeleton\nbody A /x/\nendif\nbody B /x/\n',
);
writeFileSync(place('site/init.pre'), 'loadplugin Mail::SpamAssassin::Plugin::Skeleton\n');

suite('lint', () => {
  test('a good file is OK; what does not exist is a warning', () => {
    assert.deepEqual(rules(['lint', place('good.cf')]), {
      status: 0,
      stdout: '4 rules: OK\n',
      stderr: `${place('good.cf')}:6: warning: meta BOTH depends on rules that do not exist: NOSUCH\n`,
    });
  });

  test('faults are told with file and line, and the status is 1', () => {
    assert.deepEqual(rules(['lint', '--no-warnings', place('bad.cf')]), {
      status: 1,
      stdout: '',
      stderr: `${place('bad.cf')}:2: there is no directive frobnicate\n${place('bad.cf')}:3: score A: high is wrong; allowed: a number, such as 1.5\n2 errors\n`,
    });
  });

  test('a folder with .pre files decides which plugins are loaded', () => {
    assert.equal(rules(['lint', place('site')]).stdout, '2 rules: OK\n');
  });

  test('without paths the rules of mailsift itself', () => {
    const { status, stdout, stderr } = rules(['lint']);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^\d+ rules: OK\n$/);
  });

  test('--stats counts kinds, and tells what cannot hit', () => {
    const { status, stdout } = rules(['lint', '--local', '--stats', place('good.cf')]);
    assert.equal(status, 0);
    assert.match(stdout, /^4 rules, 1 of them subrules$/m);
    assert.match(stdout, /^ {2}full eval +1$/m);
    assert.match(stdout, /asks a network service \(1\):\n {4}NET\n/);
    assert.match(rules(['lint', '--stats', place('good.cf')]).stdout, /^0 rules cannot hit here$/m);
  });

  test('a path that cannot be read is misuse', () => {
    const { status, stderr } = rules(['lint', place('nosuch.cf')]);
    assert.equal(status, 64);
    assert.match(stderr, /nosuch\.cf/);
  });
});

suite('list', () => {
  test('names, scores, descriptions', () => {
    assert.equal(
      rules(['list', '--rules', place('good.cf')]).stdout,
      `   1.500  GOOD                              An offer\n   1.000  BOTH\n   1.000  NET\n`,
    );
  });

  test('a pattern; subrules when it asks for them, or with --all', () => {
    const names = (...args: readonly string[]): readonly string[] =>
      rules(['list', '--json', '--rules', place('good.cf'), ...args])
        .stdout.split('\n')
        .filter(Boolean)
        .map(line => (JSON.parse(line) as { rule: string }).rule);
    assert.deepEqual(names('g*d'), ['GOOD']);
    assert.deepEqual(names('__*'), ['__PART']);
    assert.deepEqual(names('--all'), ['GOOD', '__PART', 'BOTH', 'NET']);
  });

  test('no such rule is status 1', () => {
    const { status, stderr } = rules(['list', '--rules', place('good.cf'), 'X*']);
    assert.deepEqual([status, stderr], [1, 'no rule is like X*\n']);
  });

  test('the language is that of the environment', () => {
    const { stdout } = rules(['list', '--rules', place('good.cf'), 'GOOD'], { LANG: 'de_DE.UTF-8' });
    assert.match(stdout, /Ein Angebot/);
  });
});

suite('explain', () => {
  test('definition, places, flags, dependencies', () => {
    const file = place('good.cf');
    assert.equal(
      rules(['explain', '--rules', file, 'GOOD', 'BOTH']).stdout,
      `GOOD
  describe    An offer   (${file}:2)
  definition  header Subject =~ /offer/   (${file}:1)
  scores      1.5 1.5 1.5 1.5   (${file}:3)
  tflags      publish   (${file}:4)
  priority    0
  needed by   BOTH
  hits here   it can
BOTH
  definition  meta GOOD && __PART && !NOSUCH   (${file}:6)
  scores      1 1 1 1   (by default)
  priority    7   (${file}:7)
  depends on  GOOD __PART NOSUCH
  hits here   it can
`,
    );
  });

  test('why a rule cannot hit', () => {
    const { stdout } = rules(['explain', '--json', '--local', '--rules', place('good.cf'), 'NET']);
    assert.equal((JSON.parse(stdout) as { never: string }).never, 'asks a network service');
  });

  test('a name that is nearly one is met with a name that is', () => {
    const { status, stderr } = rules(['explain', '--rules', place('good.cf'), 'OTH']);
    assert.deepEqual([status, stderr], [1, 'there is no rule OTH; there is BOTH\n']);
  });
});

/** A stand-in for sa-update that does what its --updatedir is asked to. */
function fakeUpdate(name: string, body: string): string {
  const path = place(name);
  writeFileSync(path, `#!/bin/sh\nfolder=$2\nshift 2\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

suite('update', () => {
  const brings = fakeUpdate(
    'sa-update-new',
    'echo "# UPDATE version 42\nbody NEW /x/" >"$folder/channel.cf"; echo "$@" >"$folder/arguments"',
  );
  const nothing = fakeUpdate('sa-update-same', 'exit 1');
  const broken = fakeUpdate('sa-update-broken', 'echo "body BROKEN /(/" >"$folder/channel.cf"');
  const fails = fakeUpdate('sa-update-fails', 'echo "channel: no mirror" >&2; exit 4');
  const kept = place('kept');
  const current = join(kept, 'current');
  const update = (program: string, ...rest: readonly string[]) =>
    rules(['update', '--folder', kept, '--sa-update', program, ...rest]);

  test('nothing new is no error, and nothing is made', () => {
    const { status, stdout } = update(nothing);
    assert.deepEqual([status, stdout], [0, 'there is nothing new\n']);
    assert.deepEqual(readdirSync(kept), []);
  });

  test('new rules are checked, then used; arguments go on', () => {
    const { status, stdout, stderr } = update(brings, '--', '--channel', 'updates.example.org');
    assert.equal(stderr, '');
    assert.deepEqual(
      [status, stdout],
      [0, `1 rules, version 42\nto use them, set spam.rules to [${current}]\n`],
    );
    assert.equal(readFileSync(join(current, 'arguments'), 'utf8'), '--channel updates.example.org\n');
  });

  for (const [name, program, said] of [
    ['faulty rules', broken, /channel\.cf:1: body BROKEN[^]*the old ones stay/],
    ['a program that fails', fails, /status 4: channel: no mirror; nothing is changed/],
  ] as const) {
    test(`${name}: status 1, and what was there stays`, () => {
      const { status, stderr } = update(program);
      assert.equal(status, 1);
      assert.match(stderr, said);
      assert.match(readFileSync(join(current, 'channel.cf'), 'utf8'), /NEW/);
      assert.deepEqual(readdirSync(kept).sort(), ['1', 'current']);
    });
  }

  test('the folder before stays for a way back, those before it go', () => {
    update(brings);
    update(brings);
    assert.deepEqual(readdirSync(kept).sort(), ['2', '3', 'current']);
  });

  test('without the program: status 69, and what to do', () => {
    const { status, stderr } = update(place('nosuch'));
    assert.equal(status, 69);
    assert.match(stderr, /nosuch is not installed; install it/);
  });
});
