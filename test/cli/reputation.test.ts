/**
 * `mailsift reputation` as administrators run it. What `list` and `clean` write is compared with sa-awl on the same records where
 * that is installed; the rest is as `mailsift reputation --help` says.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { mail } from '../support/mail.ts';
import { orSkip } from '../support/require-program.ts';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');
const root = mkdtempSync(join(tmpdir(), 'mailsift-reputation-'));
after(() => rmSync(root, { recursive: true, force: true, maxRetries: 10 }));
let number = 0;

/** With records and rules of its own. */
function site(rules: string) {
  number += 1;
  const folder = join(root, String(number));
  mkdirSync(join(folder, 'rules'), { recursive: true });
  writeFileSync(join(folder, 'rules/own.cf'), rules);
  const config = join(folder, 'config.yaml');
  writeFileSync(
    config,
    `log: { destination: none }\nnetwork: { enabled: false }\nstate_directory: ${folder}/state\nspam: { rules: [${folder}/rules] }\n`,
  );
  const run = (command: string, args: readonly string[], input = '') => {
    const { status, stdout, stderr } = spawnSync(LAUNCHER, [command, ...args], {
      input,
      env: { PATH: '/usr/bin:/bin', HOME: root, XDG_STATE_HOME: root, MAILSIFT_IMAGE: '' },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  const reputation = (what: string, ...args: readonly string[]) =>
    run('reputation', [what, '--config', config, ...args]);
  const listed = (...args: readonly string[]) =>
    reputation('list', ...args)
      .stdout.split('\n')
      .filter(line => line !== '');
  return { folder, config, run, reputation, listed };
}

const AWL = 'loadplugin Mail::SpamAssassin::Plugin::AWL\n';
const TXREP = 'loadplugin Mail::SpamAssassin::Plugin::TxRep\nuse_txrep 1\n';

const saAwl =
  spawnSync('perl', ['-MDB_File', '-e', '1']).status === 0 &&
  spawnSync('sa-awl', ['--help'], { stdio: 'ignore' }).error === undefined
    ? 'sa-awl'
    : null;
const MAKE = String.raw`use DB_File; tie my %h, 'DB_File', $ARGV[0] or die;
for (['ann@example.org|ip=192.0', 3, 4.5], ['bob@example.org|ip=198.51', 1, -2.25], ['bob@example.org|ip=none', 12, 100],
  ['eve@example.net|ip=2001:db8::', 2, 0.05]) { my ($k, $n, $sum) = @$_; $h{$k} = $n; $h{"$k|totscore"} = $sum }`;

test('records of SpamAssassin are taken over, listed and cleaned as sa-awl does', context => {
  if (orSkip(context, saAwl, 'sa-awl') === undefined) return;
  const { folder, reputation, listed } = site(AWL);
  const file = join(folder, 'auto-welcomelist');
  assert.equal(spawnSync('perl', ['-e', MAKE, file]).status, 0);
  const theirs = (...args: readonly string[]) =>
    spawnSync('sa-awl', [...args, file], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter(line => line !== '')
      .sort();
  const taken = reputation('import', file);
  assert.deepEqual([taken.status, taken.stderr], [0, '']);
  assert.match(taken.stdout, /^4 records from .*auto-welcomelist are now in .*\.sqlite/);
  assert.equal(theirs().length, 4);
  assert.deepEqual(listed().sort(), theirs());
  assert.equal(listed('--min', '3').length, 2);
  const dry = reputation('clean', '--dry-run');
  assert.equal(dry.status, 0, dry.stderr);
  const going = listed().filter(line => line.includes('(-2.2/1)'));
  assert.equal(going.length, 1);
  assert.equal(dry.stdout, `cleaning [dry-run]: ${going[0]}\n`);
  assert.equal(listed().length, 4);
  assert.deepEqual(reputation('clean').stdout.split('\n').slice(0, -1), theirs('--clean'));
  assert.deepEqual(listed().sort(), theirs());
  assert.deepEqual(listed('--containing', 'bob@').length, 1);
});

test('a person welcomes, blocks and forgets', () => {
  const { reputation, listed } = site(AWL);
  assert.deepEqual(listed(), []);
  const welcomed = reputation('welcome', 'Ann@Example.org', 'bob@example.org');
  assert.deepEqual(
    [welcomed.status, welcomed.stdout],
    [0, 'welcomed Ann@Example.org\nwelcomed bob@example.org\n'],
  );
  assert.deepEqual(listed(), [
    '  -100.0      (-100.0/1)  --  ann@example.org|ip=none',
    '  -100.0      (-100.0/1)  --  bob@example.org|ip=none',
  ]);
  assert.equal(reputation('block', 'bob@example.org').stdout, 'blocked bob@example.org\n');
  const json = reputation('list', '--json', '--containing', 'bob').stdout;
  const { lastHit, ...record } = JSON.parse(json) as Record<string, unknown>;
  assert.deepEqual(record, {
    sender: 'bob@example.org',
    network: 'none',
    signer: '',
    messages: 1,
    total: 100,
  });
  assert.ok(Math.abs(Date.parse(String(lastHit)) - Date.now()) < 60_000);
  assert.equal(reputation('forget', 'ANN@example.org').stdout, 'forgot ANN@example.org\n');
  assert.equal(listed().length, 1);
});

test('--user: a database keeps several apart; --older: what was met lately stays', () => {
  const { reputation, listed } = site(AWL);
  reputation('block', 'a@example.org', '--user', 'ann');
  reputation('block', 'b@example.org', '--user', 'bob');
  assert.deepEqual(
    ['ann', 'bob', 'eve'].map(user => listed('--user', user).length),
    [1, 1, 0],
  );
  assert.match(listed('--user', 'ann')[0] ?? '', /a@example\.org/);
  assert.equal(reputation('clean', '--older', '1h', '--user', 'ann').stdout, '');
  assert.match(
    reputation('clean', '--min', '5', '--user', 'ann').stdout,
    /^cleaning: .* a@example\.org\|ip=none\n$/,
  );
  assert.deepEqual([listed('--user', 'ann').length, listed('--user', 'bob').length], [0, 1]);
});

test('TxRep: the points of an address make up for the weight of the others', () => {
  const { reputation, listed } = site(TXREP);
  reputation('welcome', 'ann@example.org', 'friend@example.net,example.net');
  // All weights (3 + 10 + 2 + 4 + 0.5) by that of the address: TxRep.pm, BLOCKLISTING / WELCOMELISTING.
  assert.deepEqual(listed(), [
    '  -650.0      (-650.0/1)  --  ann@example.org|ip=none',
    '  -650.0      (-650.0/1)  --  friend@example.net|ip=none|signedby=example.net',
  ]);
  assert.deepEqual(site(AWL).listed('--txrep'), []);
});

suite('learn notes the sender where TxRep is used', () => {
  const message = mail('Pills', 'Cheap pills and watches.\n').toString();
  const records = (rules: string, ...lessons: readonly string[]) => {
    const { config, run, listed } = site(`${rules}txrep_learn_penalty 20\ntxrep_learn_bonus 15\n`);
    for (const as of lessons) assert.equal(run('learn', [as, '--config', config], message).status, 0);
    return listed().filter(line => !line.includes('sa_generated'));
  };
  const sums = (lines: readonly string[]) =>
    new Set(lines.map(line => /\((-?[\d.]+\/\d+)\)/.exec(line)?.[1]));

  test('by penalty and bonus', () => {
    assert.deepEqual(sums(records(TXREP, '--spam')), new Set(['20.0/1']));
    assert.deepEqual(sums(records(TXREP, '--ham')), new Set(['-15.0/1']));
  });

  test('the same lesson twice adds no points', () => {
    // It is forgotten first, and TxRep leaves a record at least one message (remove_score).
    assert.deepEqual(sums(records(TXREP, '--spam', '--spam')), new Set(['20.0/2']));
  });

  test('not where it is switched off, and not by AWL', () => {
    assert.deepEqual(records(TXREP.replace('use_txrep 1', 'use_txrep 0'), '--spam'), []);
    assert.deepEqual(records(AWL, '--spam'), []);
  });
});

suite('what is asked for wrongly', () => {
  const { reputation, run, folder } = site(TXREP);
  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['no address', ['welcome'], 64, /missing required argument 'address'/],
    [
      'an address without a name',
      ['welcome', ''],
      64,
      /^mailsift reputation: : no name that a record can have/,
    ],
    ['a count', ['list', '--min', 'x'], 64, /a number of messages/],
    ['a length of time', ['clean', '--older', '3y'], 64, /a length of time: 12h, 30d, 52w/],
    ['a file that is not there', ['import', '/nowhere'], 64, /\/nowhere cannot be read/],
    ['an option', ['list', '--nope'], 64, /unknown option '--nope'/],
    ['a word', ['eat'], 64, /unknown command 'eat'/],
  ];
  for (const [what, args, status, told] of cases)
    test(what, () => {
      const [command = '', ...rest] = args;
      const ended = command === 'eat' ? run('reputation', args) : reputation(command, ...rest);
      assert.deepEqual([ended.status, ended.stdout], [status, '']);
      assert.match(ended.stderr, told);
    });

  test('a faulty configuration is 78, a database that cannot be used 75', () => {
    const faulty = join(folder, 'faulty.yaml');
    writeFileSync(faulty, 'spam: { rules: 3 }\n');
    assert.equal(run('reputation', ['list', '--config', faulty]).status, 78);
    const state = join(folder, 'other');
    mkdirSync(state);
    writeFileSync(join(state, 'reputation.sqlite'), 'no database\n'.repeat(100));
    const ended = reputation('list', '--state-directory', state);
    assert.equal(ended.status, 75);
    assert.match(ended.stderr, /^mailsift reputation: .*reputation\.sqlite: no SQLite database/);
  });

  test('nothing expires where txrep_expiry_days is 0', () => {
    const ended = site(`${TXREP}txrep_expiry_days 0\n`).reputation('clean');
    assert.deepEqual([ended.status, ended.stdout], [64, '']);
    assert.match(ended.stderr, /txrep_expiry_days is 0: nothing expires/);
  });
});

test('--help names every subcommand', () => {
  const { status, stdout } = site(AWL).run('reputation', ['--help']);
  assert.equal(status, 0);
  for (const name of ['list', 'clean', 'welcome', 'block', 'forget', 'import'])
    assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'));
});
