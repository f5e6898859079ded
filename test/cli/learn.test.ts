/**
 * `mailsift learn` as people, cron and mail addresses run it. Words and statuses are those of sa-learn and of its man page
 * (spec 5.6), or of `mailsift learn --help`.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { mail, mailWith } from '../support/mail.ts';
import { publicMessages } from '../support/public-corpus.ts';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');
const root = mkdtempSync(join(tmpdir(), 'mailsift-learn-'));
after(() => rmSync(root, { recursive: true, force: true, maxRetries: 10 }));

const ENV = { PATH: '/usr/bin:/bin', XDG_STATE_HOME: root, HOME: root, MAILSIFT_IMAGE: '' };
let number = 0;

/** A database of its own, and a folder for files. */
function site() {
  number += 1;
  const folder = join(root, String(number));
  mkdirSync(folder);
  const database = join(folder, 'db.sqlite');
  const learn = (args: readonly string[], input: string | Buffer = '') => {
    const { status, stdout, stderr } = spawnSync(LAUNCHER, ['learn', '--dbpath', database, ...args], {
      input,
      env: ENV,
      maxBuffer: 1 << 28,
    });
    return { status, stdout: stdout.toString('latin1'), stderr: stderr.toString() };
  };
  const put = (name: string, content: string | Buffer): string => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  /** Messages learnt as spam, as ham. */
  const totals = (): readonly number[] => {
    const { stdout } = learn(['--dump', 'magic']);
    return ['nspam', 'nham'].map(name =>
      Number(new RegExp(`(\\d+) +0  non-token data: ${name}$`, 'm').exec(stdout)?.[1]),
    );
  };
  return { folder, database, learn, put, totals };
}

const firstLine = (text: string) => text.split('\n')[0];
const learned = (some: number, all: number) =>
  `Learned tokens from ${some} message(s) (${all} message(s) examined)`;
const mbox = (...messages: readonly Buffer[]) =>
  messages.map(message => `From a@b Fri Nov 20 09:00:00 2026\n${message.toString()}\n`).join('');

test('a message is learnt once; as the other class it is forgotten first; what was learnt can be taken back', () => {
  const { learn, totals } = site();
  const message = mail('Pills', 'Cheap pills and watches.\n');
  const first = learn(['--spam'], message);
  assert.equal(first.status, 0, first.stderr);
  assert.equal(firstLine(first.stdout), learned(1, 1));
  assert.match(
    first.stdout,
    /db\.sqlite \(user GLOBALBAYES\): 1 spam and 0 ham learnt; 199 spam and 200 ham more needed/,
  );
  const again = learn(['--spam'], message);
  assert.deepEqual([again.status, firstLine(again.stdout)], [0, learned(0, 1)]);
  assert.equal(firstLine(learn(['--ham', '-'], message).stdout), learned(1, 1));
  assert.deepEqual(totals(), [0, 1]);
  assert.equal(
    firstLine(learn(['--forget'], message).stdout),
    'Forgot tokens from 1 message(s) (1 message(s) examined)',
  );
  assert.deepEqual(totals(), [0, 0]);
});

test('files, folders, Maildirs and mbox files, each of the class named in front of it', () => {
  const { folder, learn, put, totals } = site();
  for (const name of [
    'Junk/cur/1:2,S',
    'Junk/new/2',
    'Junk/cur/3:2,ST',
    'Junk/tmp/4',
    'Junk/.Old/cur/5',
    'Junk/.Old/new/6',
  ])
    put(name, mail('Spam', `Text ${name}.\n`));
  put('Archive/a.eml', mail('Ham', 'One.\n'));
  put('Archive/b.gz', gzipSync(mail('Ham', 'Two.\n')));
  put('ham', mbox(mail('Ham', 'Three.\n'), mail('Ham', 'Four.\n')));
  const ended = learn([
    '--spam',
    join(folder, 'Junk'),
    '--ham',
    join(folder, 'Archive'),
    join(folder, 'ham'),
  ]);
  assert.deepEqual([ended.status, firstLine(ended.stdout)], [0, learned(6, 6)], ended.stderr);
  assert.deepEqual(totals(), [2, 4]);
});

test('standard input is one message, or with --mbox several', () => {
  const { learn } = site();
  const input = mbox(mail('A', 'First.\n'), mail('B', 'Second.\n'), mail('C', 'Third.\n'));
  assert.equal(firstLine(learn(['--spam'], input).stdout), learned(1, 1));
  assert.equal(firstLine(learn(['--spam', '--mbox'], input).stdout), learned(3, 3));
});

test('--folders: paths of a file, with and without classes', () => {
  const { folder, learn, put, totals } = site();
  put('s/1', mail('Spam', 'One.\n'));
  put('h1/1', mail('Ham', 'Two.\n'));
  put('h2/1', mail('Ham', 'Three.\n'));
  const list = put('list', `${folder}/s\nham:dir:${folder}/h1\nham::${folder}/h[2-9]\n\n`);
  const ended = learn(['--spam', '-f', list]);
  assert.deepEqual([ended.status, firstLine(ended.stdout)], [0, learned(3, 3)], ended.stderr);
  assert.deepEqual(totals(), [1, 2]);
});

test('what is marked is learnt as it came', () => {
  const { learn } = site();
  const message = mail('Minutes', 'All is well.\n');
  assert.equal(firstLine(learn(['--ham'], message).stdout), learned(1, 1));
  for (const args of [
    ['--cf', 'report_safe 1'],
    ['--cf', 'report_safe 0'],
    ['--cf', 'rewrite_header Subject [spam]'],
  ]) {
    const options = ['tag', '-L', '--no-virus', '--required', '-100', ...args];
    const marked = spawnSync(LAUNCHER, options, { input: message, env: ENV }).stdout;
    assert.match(marked.toString(), /^X-Spam-Checker-Version: /m);
    // Nothing is left of the marks: it is the same message, with the same tokens.
    assert.equal(
      firstLine(learn(['--forget'], marked).stdout),
      'Forgot tokens from 1 message(s) (1 message(s) examined)',
    );
    assert.match(learn(['--dump', 'magic']).stdout, / 0 +0  non-token data: ntokens/);
    assert.equal(firstLine(learn(['--ham'], marked).stdout), learned(1, 1));
  }
});

suite('--from-attachment', () => {
  const spam = mail('Pills', 'Cheap pills and watches.\n');
  const rows: readonly (readonly [string, Buffer])[] = [
    [
      'message/rfc822',
      mailWith('Fwd: Pills', { name: 'Pills.eml', type: 'message/rfc822', content: spam, encoding: '7bit' }),
    ],
    [
      'message/rfc822 in base64, as some write it',
      mailWith('Fwd', { name: 'Pills.eml', type: 'message/rfc822', content: spam }),
    ],
    ['an .eml file', mailWith('Fwd', { name: 'Pills.EML', type: 'application/octet-stream', content: spam })],
  ];
  const { learn } = site();
  for (const [index, [name, carrier]] of rows.entries()) {
    test(`${name} is learnt in the place of what carries it`, () => {
      const first = index === 0 ? 1 : 0;
      assert.equal(firstLine(learn(['--spam', '--from-attachment'], carrier).stdout), learned(first, 1));
      assert.equal(firstLine(learn(['--spam'], spam).stdout), learned(0, 1));
      assert.equal(
        firstLine(learn(['--forget'], carrier).stdout),
        'Forgot tokens from 0 message(s) (1 message(s) examined)',
      );
    });
  }
  test('a message that carries none is refused, so that the sender hears of it', () => {
    const { status, stderr } = learn(['--spam', '--from-attachment'], mail('Fwd: Pills', '> Cheap pills\n'));
    assert.equal(status, 65);
    assert.match(stderr, /^mailsift learn: -: carries no message as an attachment/);
  });
  test("Outlook's own forms are told of", () => {
    const carrier = mailWith('Fwd', {
      name: 'winmail.dat',
      type: 'application/ms-tnef',
      content: Buffer.from('x'),
    });
    const { status, stderr } = learn(['--spam', '--from-attachment'], carrier);
    assert.equal(status, 65);
    assert.match(stderr, /winmail\.dat .* forward it in internet format/);
  });
});

suite('what goes wrong', () => {
  const { folder, learn, put } = site();
  const message = mail('A', 'Text.\n');
  put('good', mail('B', 'Good.\n'));
  put('no-database', 'This is no database, and long enough to be one.\n'.repeat(100));
  put('use_bayes.cf', 'use_bayes 0\n');
  const rows: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['nothing is asked for', [], 64, /say what is to be done: --spam, --ham or --forget/],
    ['no class', [join(folder, 'good')], 64, /say what the messages are: --spam or --ham/],
    ['an unknown option', ['--spam', '--sapm'], 64, /unknown option: --sapm/],
    [
      'a bad number',
      ['--spam', '--max-size', 'large', join(folder, 'good')],
      64,
      /--max-size large: not a number/,
    ],
    [
      'a missing file, which keeps no others from it',
      ['--spam', join(folder, 'nosuch'), join(folder, 'good')],
      1,
      /nosuch: ENOENT/,
    ],
    [
      'an empty folder',
      ['--spam', '--cf', '', (mkdirSync(join(folder, 'empty')), join(folder, 'empty'))],
      1,
      /^$/,
    ],
    ['mbx', ['--mbx', '--spam', join(folder, 'good')], 69, /mbx folders cannot be read/],
    [
      'a database that is none',
      ['--dbpath', join(folder, 'no-database'), '--spam', join(folder, 'good')],
      75,
      /no-database/,
    ],
    [
      'with mail: a database that is none',
      ['--dbpath', join(folder, 'no-database'), '--spam'],
      75,
      /no-database/,
    ],
    [
      'with mail: rules that are not there',
      ['--rules', join(folder, 'nosuch.cf'), '--spam'],
      75,
      /nosuch\.cf/,
    ],
    [
      'with mail: a configuration that is not there',
      ['--config', join(folder, 'nosuch.yaml'), '--spam'],
      75,
      /nosuch\.yaml/,
    ],
    ['use_bayes 0', ['--rules', join(folder, 'use_bayes.cf'), '--spam'], 75, /use_bayes 0/],
    [
      'two things at once',
      ['--backup', '--clear'],
      64,
      /--clear and --backup do not go together|--backup and --clear/,
    ],
    ['a backup that is none', ['--restore', join(folder, 'good')], 64, /no backup of sa-learn/],
    ['a backup that is not there', ['--restore', join(folder, 'nosuch')], 64, /nosuch: .*ENOENT/],
    [
      'a database of SpamAssassin that is not there',
      ['--import', folder],
      64,
      /bayes_toks is not there; name the folder/,
    ],
  ];
  for (const [name, args, status, told] of rows) {
    test(name, () => {
      const ended = learn(args, message);
      assert.equal(ended.status, status, ended.stderr);
      assert.match(ended.stderr, told);
    });
  }
});

test('messages beyond --max-size are passed over', () => {
  const { learn, put } = site();
  const path = put('large', mail('A', 'Text.\n'.repeat(1000)));
  const ended = learn(['--spam', '--max-size', '5000', path]);
  assert.deepEqual([ended.status, firstLine(ended.stdout)], [1, learned(0, 0)]);
  assert.match(ended.stderr, /1 message\(s\) passed over: larger than --max-size/);
  assert.equal(firstLine(learn(['--spam', path]).stdout), learned(1, 1));
});

test('--stopafter, --showdots, --quiet', () => {
  const { learn, put } = site();
  for (const name of ['1', '2', '3', '4']) put(`m/${name}`, mail('A', `Text ${name}.\n`));
  const stopped = learn(['--spam', '--stopafter', '2', '--showdots', join(put('x', ''), '../m')]);
  assert.deepEqual([firstLine(stopped.stdout), stopped.stderr], [learned(2, 2), '..\n']);
  assert.deepEqual(learn(['-q', '--spam', join(put('x', ''), '../m')]), {
    status: 0,
    stdout: '',
    stderr: '',
  });
});

test('--use-ignores passes over what the rule files name', () => {
  const { learn } = site();
  const cf = ['--cf', 'bayes_ignore_from *@example.org'];
  const message = mail('A', 'Text.\n');
  assert.equal(firstLine(learn(['--spam', '--use-ignores', ...cf], message).stdout), learned(0, 1));
  assert.equal(firstLine(learn(['--spam', ...cf], message).stdout), learned(1, 1));
});

test("each user's data are for themselves", () => {
  const { learn } = site();
  const message = mail('A', 'Text.\n');
  assert.match(learn(['-u', 'anna', '--spam'], message).stdout, /\(user anna\): 1 spam and 0 ham/);
  assert.match(learn(['--username=bert', '--ham'], message).stdout, /\(user bert\): 0 spam and 1 ham/);
  assert.match(learn(['--spam'], message).stdout, /\(user GLOBALBAYES\): 1 spam and 0 ham/);
});

test('--dump, --backup, --restore, --clear', () => {
  const { learn, put, totals } = site();
  learn(['--spam'], mail('Pills', 'Cheap pills and watches.\n'));
  learn(['--ham'], mail('Minutes', 'All is well.\n'));
  const data = learn(['--dump', 'data']).stdout.trimEnd().split('\n');
  for (const line of data) assert.match(line, /^[01]\.\d{3} +[01] +[01] +\d{9,10}  [\da-f]{10}$/);
  assert.equal(learn(['--dump']).stdout.trimEnd().split('\n').length, data.length + 10);
  const some = learn(['--dump', 'data', '--regexp', '^[\\x00-\\x7f]']).stdout.trimEnd().split('\n');
  assert.deepEqual(
    some,
    data.filter(line => /  [0-7]\w{9}$/.test(line)),
  );
  const { stdout: backup } = learn(['--backup']);
  assert.match(
    backup,
    /^v\t3\tdb_version # this must be the first line!!!\nv\t1\tnum_spam\nv\t1\tnum_nonspam\nt\t/,
  );
  assert.match(learn(['--clear']).stdout, /nothing is left/);
  assert.deepEqual(totals(), [0, 0]);
  const restored = learn(['--restore', put('backup', backup)]);
  assert.match(
    restored.stdout,
    new RegExp(`^Restored ${data.length} tokens and the ids of 2 message\\(s\\)\n`),
  );
  const sorted = (text: string) => text.split('\n').sort();
  assert.deepEqual(sorted(learn(['--backup']).stdout), sorted(backup));
  learn(['--restore', '-'], backup);
  assert.deepEqual(totals(), [1, 1]);
});

suite(
  'beside sa-learn',
  { skip: spawnSync('sa-learn', ['--version']).status !== 0 && 'needs sa-learn' },
  () => {
    const { folder, learn, put } = site();
    const theirs = join(folder, 'theirs');
    mkdirSync(theirs);
    const saLearn = (args: readonly string[]) =>
      spawnSync('sa-learn', ['--dbpath', theirs, ...args], { maxBuffer: 1 << 28 }).stdout.toString('latin1');
    const files = [publicMessages('spam', 100), publicMessages('ham', 300)];
    const lists = files.map((paths, index) => put(`list${index}`, `${paths.join('\n')}\n`));
    saLearn(['--spam', '-f', lists[0]!]);
    saLearn(['--ham', '-f', lists[1]!]);
    const sorted = (text: string) => text.split('\n').sort();

    test('the database files of SpamAssassin are imported, the journal too, once', () => {
      appendFileSync(
        join(theirs, 'bayes_journal'),
        'c 2 1 1700000000 0102030405\nn 2 1\nm s 1@a\nm h 2@a\nm f 2@a\nt 1700000001 0102030405\ngibberish\n',
      );
      const ended = learn(['--import', theirs]);
      assert.equal(ended.status, 0, ended.stderr);
      const again = learn(['--import', join(theirs, 'bayes')]);
      assert.equal(again.status, 64);
      assert.match(again.stderr, /holds \d+ spam and \d+ ham already, .* --clear/);
      saLearn(['--sync']);
      assert.deepEqual(sorted(learn(['--backup']).stdout), sorted(saLearn(['--backup'])));
    });

    test('a backup of sa-learn comes back from us as it was, and the other way round', () => {
      const backup = saLearn(['--backup']);
      assert.ok(backup.length > 100_000);
      assert.equal(learn(['--restore', put('theirs.backup', backup)]).status, 0);
      assert.deepEqual(sorted(learn(['--backup']).stdout), sorted(backup));
      saLearn(['--clear']);
      saLearn(['--restore', put('ours.backup', Buffer.from(learn(['--backup']).stdout, 'latin1'))]);
      assert.deepEqual(sorted(saLearn(['--backup'])), sorted(backup));
      assert.deepEqual(sorted(learn(['--dump', 'data']).stdout), sorted(saLearn(['--dump', 'data'])));
    });
  },
);

suite('a run that is broken off', () => {
  const { folder, put } = site();
  const messages = Array.from({ length: 1500 }, (_, index) =>
    mail(`S ${index}`, `Text ${index} of many words.\n`.repeat(40)),
  );
  const path = put('many', mbox(...messages));

  /** Sends the signal when some are learnt. */
  async function brokenOff(
    database: string,
    signal: NodeJS.Signals,
  ): Promise<{ status: number | null; stdout: string }> {
    const process = spawn(
      'sh',
      [
        '-c',
        'exec node --disable-warning=ExperimentalWarning "$0" "$@"',
        join(LAUNCHER, '../mailsift.ts'),
        'learn',
        '--dbpath',
        database,
        '--jobs',
        '1',
        '--showdots',
        '--spam',
        path,
      ],
      { env: { ...ENV, PATH: `${join(globalThis.process.execPath, '..')}:/usr/bin:/bin` } },
    );
    let [dots, stdout] = [0, ''];
    process.stdout.on('data', chunk => (stdout += String(chunk)));
    process.stderr.on('data', (chunk: Buffer) => {
      dots += chunk.length;
      if (dots > 500) process.kill(signal);
    });
    const status = await new Promise<number | null>(resolve => process.on('close', resolve));
    return { status, stdout };
  }
  const spamIn = (database: string) => {
    const dump = spawnSync(LAUNCHER, ['learn', '--dbpath', database, '--dump', 'magic'], {
      env: ENV,
    }).stdout.toString();
    return Number(/(\d+) +0  non-token data: nspam$/m.exec(dump)?.[1]);
  };

  test('SIGINT: what was learnt so far is told and stays', async () => {
    const database = join(folder, 'int.sqlite');
    const { status, stdout } = await brokenOff(database, 'SIGINT');
    assert.equal(status, 75);
    const [, count] = /^Learned tokens from (\d+) message\(s\) \((\d+) message/.exec(stdout) ?? [];
    assert.ok(Number(count) > 400 && Number(count) < 1500, stdout);
    assert.equal(spamIn(database), Number(count));
  });

  test('SIGKILL: the database opens, and holds whole messages', async () => {
    const database = join(folder, 'kill.sqlite');
    const { status } = await brokenOff(database, 'SIGKILL');
    assert.equal(status, null);
    const count = spamIn(database);
    assert.ok(count >= 100 && count < 1500, String(count));
    const backup = spawnSync(LAUNCHER, ['learn', '--dbpath', database, '--backup'], {
      env: ENV,
      maxBuffer: 1 << 28,
    });
    assert.equal(backup.stdout.toString('latin1').match(/^s\ts\t/gm)?.length, count);
  });
});

test('several processes teach the same as one', () => {
  const [one, four] = [site(), site()];
  const paths = publicMessages('both', 150);
  const list = one.put('list', paths.join('\n'));
  for (const [{ learn }, jobs] of [
    [one, '1'],
    [four, '4'],
  ] as const) {
    const ended = learn(['--spam', '--jobs', jobs, '-f', list]);
    assert.equal(ended.status, 0, ended.stderr);
  }
  assert.equal(four.learn(['--backup']).stdout.length, one.learn(['--backup']).stdout.length);
  assert.ok(readFileSync(one.database).length > 0);
});
