/** The recipes of docs/training.md for folders and for Dovecot, as they stand there save for the places of files. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/clamd.ts';
import { mail } from '../support/mail.ts';
import { recipe } from '../support/recipes.ts';
import { orSkip } from '../support/require-program.ts';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');
const USER = 'nobody';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-training-'));
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
chmodSync(folder, 0o755);
const state = join(folder, 'state');
mkdirSync(state);
const config = join(folder, 'mailsift.yaml');
writeFileSync(config, `state_directory: ${state}\n`);

/** Messages learnt as spam, as ham. */
function totals(): readonly number[] {
  const dump = execFileSync(LAUNCHER, ['learn', '--config', config, '--dump', 'magic'], { encoding: 'utf8' });
  return ['nspam', 'nham'].map(name =>
    Number(new RegExp(`(\\d+) +0  non-token data: ${name}$`, 'm').exec(dump)?.[1]),
  );
}

function put(path: string, content: string | Buffer, mode = 0o644): string {
  const whole = join(folder, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, content, { mode });
  return whole;
}

test('shared folders are emptied when, and only when, what lay there was learnt', () => {
  const places = {
    '/var/lib/mailsift': state,
    '/var/mail/shared': folder,
    'mailsift learn': `${LAUNCHER} learn --config ${config}`,
  };
  const script = put('shared', recipe('/etc/cron.daily/mailsift-shared', places), 0o755);
  for (const name of ['.train-spam/cur', '.train-spam/new', '.train-ham/cur', '.train-ham/new'])
    mkdirSync(join(folder, name), { recursive: true });
  put('.train-spam/cur/1:2,S', mail('Pills', 'Cheap pills.\n'));
  put('.train-spam/new/2', mail('Watches', 'Cheap watches.\n'));
  put('.train-ham/new/3', mail('Minutes', 'All is well.\n'));
  const run = () => spawnSync(script, { encoding: 'utf8' });

  const database = put('state/bayes.sqlite', 'This is no database.\n'.repeat(1000));
  assert.equal(run().status, 75);
  assert.deepEqual(readdirSync(join(state, 'learning/spam')).sort(), ['1:2,S', '2']);
  rmSync(database);
  const ended = run();
  assert.deepEqual([ended.status, ended.stdout, ended.stderr], [0, '', '']);
  assert.deepEqual(totals(), [2, 1]);
  for (const name of [
    '.train-spam/cur',
    '.train-spam/new',
    '.train-ham/new',
    'state/learning/spam',
    'state/learning/ham',
  ])
    assert.deepEqual(readdirSync(join(folder, name)), [], name);
  assert.equal(run().status, 0, 'nothing to do');
});

suite('Dovecot', () => {
  const hasDovecot =
    ['/usr/sbin/dovecot', '/usr/bin/sievec', '/usr/lib/dovecot/modules/lib95_imap_sieve_plugin.so'].every(
      path => existsSync(path),
    ) && process.getuid?.() === 0;
  let port = 0;
  const conf = join(folder, 'dovecot/dovecot.conf');

  before(async () => {
    if (!hasDovecot) return;
    port = await freePort();
    const uid = Number(execFileSync('id', ['-u', USER], { encoding: 'utf8' }));
    for (const name of ['dovecot', 'dovecot/run', 'dovecot/home']) mkdirSync(join(folder, name));
    chownSync(join(folder, 'dovecot/home'), uid, -1);
    rmSync(state, { recursive: true, force: true });
    mkdirSync(state);
    chownSync(state, uid, -1);
    const places = {
      '/etc/dovecot/sieve': join(folder, 'dovecot'),
      '/usr/local/lib': join(folder, 'dovecot'),
      '/usr/local/bin/mailsift learn': `${LAUNCHER} learn --config ${config}`,
      'user = spamfilt': `user = ${USER}`,
    };
    put('dovecot/mailsift-learn', recipe('/usr/local/lib/mailsift-learn', places), 0o755);
    for (const name of ['learn-spam.sieve', 'learn-ham.sieve'])
      put(`dovecot/${name}`, recipe(`/etc/dovecot/sieve/${name}`, places));
    writeFileSync(
      conf,
      ownDovecot(join(folder, 'dovecot'), port) + recipe('/etc/dovecot/conf.d/99-mailsift.conf', places),
    );
    for (const name of ['learn-spam.sieve', 'learn-ham.sieve'])
      execFileSync('sievec', ['-c', conf, join(folder, 'dovecot', name)]);
    execFileSync('dovecot', ['-c', conf], { stdio: 'ignore' });
  });
  after(() => {
    if (hasDovecot) spawnSync('doveadm', ['-c', conf, 'stop']);
  });

  test('what is moved to Junk is learnt as spam, what is moved out of it as ham, and what is thrown away not at all', async (context: TestContext) => {
    if (orSkip(context, hasDovecot ? true : null, 'Dovecot with Pigeonhole, as root') === undefined) return;
    const imap = await openImap(port);
    const message = mail('Pills', 'Cheap pills.\n').toString().replaceAll('\n', '\r\n');
    await imap('LOGIN anna secret');
    await imap(`APPEND INBOX {${message.length}+}\r\n${message}`);
    await imap('SELECT INBOX');
    await imap('MOVE 1 Junk');
    assert.deepEqual(totals(), [1, 0], readFileSync(join(folder, 'dovecot/log'), 'utf8').slice(-2000));
    await imap('SELECT Junk');
    await imap('MOVE 1 INBOX');
    assert.deepEqual(totals(), [0, 1]);
    await imap('SELECT INBOX');
    await imap('MOVE 1 Junk');
    await imap('SELECT Junk');
    await imap('MOVE 1 Trash');
    assert.deepEqual(totals(), [1, 0]);
    await imap(`APPEND Junk {${message.length}+}\r\n${message.replace('Cheap', 'Good')}`);
    assert.deepEqual(totals(), [2, 0]);
  });
});

/** One account, in a folder of its own. */
function ownDovecot(place: string, port: number): string {
  return `base_dir = ${place}/run
log_path = ${place}/log
ssl = no
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
default_internal_user = ${USER}
default_login_user = ${USER}
default_internal_group = nogroup
first_valid_uid = 1
mail_location = maildir:${place}/home/Maildir
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${USER} gid=nogroup home=${place}/home
}
namespace inbox {
  inbox = yes
  mailbox Junk {
    auto = create
  }
  mailbox Trash {
    auto = create
  }
}
`;
}

/** Sends a command and waits for its OK. */
async function openImap(port: number): Promise<(command: string) => Promise<void>> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  let tag = 0;
  socket.on('data', chunk => (received += chunk.toString('latin1')));
  const answered = async (pattern: RegExp): Promise<void> => {
    for (let waits = 0; !pattern.test(received); waits += 1) {
      assert.ok(waits < 1200, `no answer: ${received}`);
      await sleep(50);
    }
  };
  await answered(/^\* OK/m);
  after(() => socket.destroy());
  return async command => {
    tag += 1;
    received = '';
    socket.write(`t${tag} ${command}\r\n`);
    await answered(new RegExp(`^t${tag} `, 'm'));
    assert.match(received, new RegExp(`^t${tag} OK`, 'm'));
  };
}
