/**
 * Images, from the outside: `mailsift compile` makes one, the launcher starts from it, answers are those of the program's files,
 * and whatever is wrong with an image or has changed behind it, no message is lost or let through without a score.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../..');
const MESSAGES = join(ROOT, 'fixtures/parity');
const RULES = 'body WORDY /gadget/\nscore WORDY 2\nheader HELLO Subject =~ /hello/i\nscore HELLO 1.5\n';
const MAIL = 'From: a@example.org\nTo: b@example.com\nSubject: Hello\n\na gadget and a widget\n';

suite('images', { timeout: 600_000 }, () => {
  let folder = '';
  const path = (name: string) => join(folder, name);
  const env = (image: string) => ({
    PATH: '/usr/bin:/bin:/usr/sbin',
    MAILSIFT_IMAGE: image,
    XDG_STATE_HOME: path('xdg'),
  });

  function mailsift(args: readonly string[], { image = path('image'), input = MAIL } = {}) {
    return spawnSync(join(ROOT, 'bin/mailsift'), args, { input, encoding: 'utf8', env: env(image) });
  }

  const filter = (options: { image?: string } = {}) => {
    rmSync(path('sent'), { force: true });
    const ended = mailsift(
      ['filter', '--config', path('mailsift.yaml'), '-f', 'a@example.org', '--', 'b@example.com'],
      options,
    );
    const sent = existsSync(path('sent')) ? readFileSync(path('sent'), 'utf8') : '';
    return { ...ended, score: /^X-Spam-Score: (\S+)/m.exec(sent)?.[1], sent };
  };
  const compile = () => mailsift(['compile', '--config', path('mailsift.yaml'), '--image', path('image')]);
  const log = () => (existsSync(path('log')) ? readFileSync(path('log'), 'utf8') : '');

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mailsift-image-'));
    writeFileSync(path('sendmail'), `#!/bin/sh\ncat >"${path('sent')}"\n`);
    chmodSync(path('sendmail'), 0o755);
    writeFileSync(
      path('mailsift.yaml'),
      `spam: { rules: [ ${path('rules.cf')} ] }
levels: { tag: -100 }
network: { enabled: false }
state_directory: ${path('state')}
sendmail: { path: ${path('sendmail')} }
log: { destination: file, file: ${path('log')} }
`,
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    if (!existsSync(path('rules.cf')) || readFileSync(path('rules.cf'), 'utf8') !== RULES)
      writeFileSync(path('rules.cf'), RULES);
    rmSync(path('log'), { force: true });
  });

  /** Makes an image only where the last one is out of date: each takes seconds. */
  let madeFor = '';
  const ensureImage = () => {
    const { mtimeMs, ino } = statSync(path('rules.cf'));
    const stamp = `${mtimeMs} ${ino}`;
    if (madeFor === stamp) return;
    assert.equal(compile().status, 0);
    madeFor = stamp;
  };

  test('compile makes one, and runs from it answer as runs without', () => {
    const compiled = compile();
    assert.equal(compiled.status, 0, compiled.stderr);
    assert.match(compiled.stdout, /image: 2 rules, \d+ MB, made in /);
    const scan = (image: string) => {
      const ended = mailsift(['scan', '--json', '--no-virus', MESSAGES, '--config', path('own.yaml')], {
        image,
      });
      assert.equal(ended.stderr, '');
      return ended.stdout.replace(/,"ms":[\d.]+/g, '');
    };
    writeFileSync(path('own.yaml'), 'log: { destination: none }\nnetwork: { enabled: false }\n');
    const own = ['compile', '--config', path('own.yaml'), '--image', path('own')];
    assert.equal(mailsift(own).status, 0);
    const answers = scan(path('own'));
    assert.equal(answers, scan(''));
    assert.ok(answers.split('\n').length > 40);
    const { status, stdout, stderr, score } = filter();
    assert.deepEqual([status, stderr, score], [0, '', '3.5']);
    assert.match(stdout, /^2\.0\.0 [^\n]*\n$/);
    assert.doesNotMatch(log(), /compile/);
    rmSync(path('own'));
  });

  test('an image may be for a filter that asks the network', () => {
    const config = path('asking.yaml');
    writeFileSync(
      config,
      readFileSync(path('mailsift.yaml'), 'utf8').replace(
        '{ enabled: false }',
        '{ servers: [ "127.0.0.1:9" ] }',
      ),
    );
    const image = path('asking');
    const compiled = mailsift(['compile', '--config', config, '--image', image]);
    assert.equal(compiled.status, 0, compiled.stderr);
    const signature =
      'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed; d=example.org; s=s; h=from; bh=YQ==; b=YQ==\n';
    const args = ['filter', '--config', config, '-f', 'a@example.org', '--', 'b@example.com'];
    const { status } = mailsift(args, { image, input: signature + MAIL });
    assert.equal(status, 0);
    assert.match(readFileSync(path('sent'), 'utf8'), /^X-Spam-Score: 3\.5/m);
    assert.doesNotMatch(log(), /compile/);
  });

  test('a run from an image asks clamd', async () => {
    const clamd = `require('node:net').createServer(c => c.on('data', d => d.subarray(-4).equals(Buffer.alloc(4)) && c.end('stream: Some.Virus FOUND\\0')))
      .listen(${JSON.stringify(path('clamd'))}, () => console.log('ready'))`;
    const server = spawn(process.execPath, ['-e', clamd], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(server.stdout, 'data');
      const config = path('virus.yaml');
      writeFileSync(
        config,
        `${readFileSync(path('mailsift.yaml'), 'utf8')}virus: { clamd: [ "unix:${path('clamd')}" ] }\n`,
      );
      const image = path('scanning');
      assert.equal(mailsift(['compile', '--config', config, '--image', image]).status, 0);
      const args = ['filter', '--config', config, '--dry-run', '-f', 'a@example.org', '--', 'b@example.com'];
      assert.match(mailsift(args, { image }).stdout, /virus/i);
      assert.match(log(), /Some\.Virus/);
    } finally {
      server.kill();
    }
  });

  test('tag has the same rules from an image as without', () => {
    ensureImage();
    const tag = (image: string) =>
      mailsift(['tag', '--config', path('mailsift.yaml')], { image }).stdout.replace(
        /^X-Spam-Checker.*$/m,
        '',
      );
    const tagged = tag(path('image'));
    assert.match(tagged, /^X-Spam-Status: No, score=3\.5 /m);
    assert.equal(tagged, tag(''));
  });

  test('a changed rule counts at once, is told of, and ends up in a new image', async () => {
    ensureImage();
    const { mtimeMs } = statSync(path('image'));
    writeFileSync(path('rules.cf'), RULES.replace('WORDY 2', 'WORDY 4'));
    assert.equal(filter().score, '5.5');
    assert.match(log(), /rules\.cf has changed since the rules were compiled; see: mailsift compile/);
    for (let tries = 0; statSync(path('image')).mtimeMs === mtimeMs; tries += 1) {
      assert.ok(tries < 600, 'no new image');
      await sleep(100);
    }
    madeFor = '';
    rmSync(path('log'));
    assert.equal(filter().score, '5.5');
    assert.doesNotMatch(log(), /compile/);
  });

  const broken: readonly [string, () => void][] = [
    ['has an error', () => writeFileSync(path('rules.cf'), 'body WORDY /gadget(/\n')],
    ['is gone', () => rmSync(path('rules.cf'))],
  ];
  for (const [what, breakIt] of broken) {
    test(`a rule file that ${what}: the compiled rules go on, and the log says so; without them the message waits or is scored by the rest`, () => {
      writeFileSync(`${path('image')}.lock`, '');
      ensureImage();
      writeFileSync(`${path('image')}.lock`, '');
      breakIt();
      const { status, score } = filter();
      assert.deepEqual([status, score], [0, '3.5']);
      assert.match(log(), /the compiled rules stay in use, the new ones are faulty: /);
      const again = compile();
      assert.notEqual(again.status, 0);
      assert.equal(filter().score, '3.5');
      if (what === 'is gone') {
        const without = filter({ image: '' });
        assert.deepEqual([without.status, without.sent], [75, '']);
      }
    });
  }

  test('compile refuses faulty rules and a faulty configuration, and the old image stays', () => {
    ensureImage();
    const old = readFileSync(path('image'));
    writeFileSync(path('rules.cf'), 'body BROKEN /(/\nfoo bar\n');
    const rules = compile();
    assert.equal(rules.status, 1);
    assert.match(rules.stderr, /rules\.cf:1: /);
    assert.match(rules.stderr, /nothing was compiled/);
    writeFileSync(path('bad.yaml'), 'destiny: { spam: drop }\n');
    const config = mailsift(['compile', '--config', path('bad.yaml'), '--image', path('image')]);
    assert.equal(config.status, 78);
    assert.match(config.stderr, /bad\.yaml:1: destiny\.spam: /);
    assert.equal(
      mailsift(['compile', '--config', path('missing.yaml'), '--image', path('image')]).status,
      78,
    );
    assert.ok(readFileSync(path('image')).equals(old));
    assert.deepEqual(
      readdirSync(folder).filter(name => name.startsWith('.image-')),
      [],
    );
  });

  const unfit: readonly [string, (image: string) => void][] = [
    ['cut off', image => truncateSync(image, 5_000_000)],
    ['empty', image => truncateSync(image, 0)],
    ['nonsense', image => writeFileSync(image, Buffer.alloc(100_000, 'nonsense'))],
  ];
  for (const [what, spoil] of unfit) {
    test(`an image that is ${what}: the program's files answer, with one line in the log`, () => {
      ensureImage();
      const image = path('spoilt');
      copyFileSync(path('image'), image);
      spoil(image);
      writeFileSync(`${image}.lock`, '');
      const { status, stdout, stderr, score } = filter({ image });
      assert.deepEqual([status, stderr, score], [0, '', '3.5']);
      assert.equal(stdout.trim().split('\n').length, 1);
      assert.equal(log().match(/spoilt does not fit this program or runtime/g)?.length, 1);
    });
  }

  test('a missing image, or one for another configuration: same answers', () => {
    ensureImage();
    assert.equal(filter({ image: path('nowhere') }).score, '3.5');
    writeFileSync(path('other.cf'), 'body OTHER /widget/\nscore OTHER 7\n');
    writeFileSync(
      path('other.yaml'),
      readFileSync(path('mailsift.yaml'), 'utf8').replace('rules.cf', 'other.cf'),
    );
    rmSync(path('sent'), { force: true });
    const ended = mailsift([
      'filter',
      '--config',
      path('other.yaml'),
      '-f',
      'a@example.org',
      '--',
      'b@example.com',
    ]);
    assert.equal(ended.status, 0);
    assert.match(readFileSync(path('sent'), 'utf8'), /^X-Spam-Score: 7/m);
  });

  test("somebody else's image in a state folder is never run", t => {
    if (process.getuid?.() !== 0) {
      t.skip('needs root to give a file away');
      return;
    }
    const theirs = path('xdg/mailsift/image');
    mkdirSync(path('xdg/mailsift'), { recursive: true });
    writeFileSync(theirs, 'nonsense');
    chownSync(theirs, 65534, 65534);
    const args = ['filter', '--config', path('mailsift.yaml'), '-f', 'a@example.org', '--', 'b@example.com'];
    const launch = () => {
      rmSync(path('log'), { force: true });
      const without = { ...env(''), MAILSIFT_IMAGE: undefined };
      spawnSync(join(ROOT, 'bin/mailsift'), args, { input: MAIL, env: without });
      return log();
    };
    assert.doesNotMatch(launch(), /does not fit/);
    chownSync(theirs, 0, 0);
    writeFileSync(`${theirs}.lock`, '');
    assert.match(launch(), /does not fit/);
  });

  test(
    'filters that start while an image is made anew, and a compile that is killed: nobody notices',
    { timeout: 300_000 },
    async () => {
      ensureImage();
      const making = spawn(
        join(ROOT, 'bin/mailsift'),
        ['compile', '--config', path('mailsift.yaml'), '--image', path('image')],
        { stdio: 'ignore', env: env('') },
      );
      const ended = once(making, 'exit');
      let runs = 0;
      while (making.exitCode === null && making.signalCode === null) {
        assert.equal(filter().score, '3.5');
        runs += 1;
        await sleep(1);
      }
      await ended;
      assert.ok(runs > 0);
      const old = readFileSync(path('image'));
      madeFor = '';
      const killed = spawn(
        join(ROOT, 'bin/mailsift'),
        ['compile', '--config', path('mailsift.yaml'), '--image', path('image')],
        { stdio: 'ignore', env: env(''), detached: true },
      );
      const gone = once(killed, 'exit');
      await sleep(400);
      process.kill(-(killed.pid ?? 0), 'SIGKILL');
      await gone;
      assert.ok(readFileSync(path('image')).equals(old));
      assert.equal(filter().score, '3.5');
    },
  );
});
