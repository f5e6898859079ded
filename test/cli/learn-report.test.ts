/** `mailsift learn --spam --report` with a real pyzord: what is learnt is reported, and only once. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPyzord } from '../support/pyzord.ts';
import { orSkip } from '../support/require-program.ts';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');
const message = (goods: string): string =>
  `From: a@x.org\nSubject: x\n\nCheap replicas of famous ${goods}, delivered to your door within a week.\n`;

test('what is learnt as spam is reported once; ham, and what was known, is not', async context => {
  const server = orSkip(context, await startPyzord(), 'pyzor');
  if (server === undefined) return;
  const home = mkdtempSync(join(tmpdir(), 'mailsift-learn-report-'));
  context.after(async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  });
  const put = (name: string, text: string): string => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  const rules = put(
    'own.cf',
    `header B Subject =~ /x/\npyzor_options --homedir ${server.home}\nuse_razor2 0\n`,
  );
  const env = { PATH: '/usr/bin:/bin', HOME: home, XDG_STATE_HOME: home, LC_ALL: 'C', MAILSIFT_IMAGE: '' };
  const learn = (...words: readonly string[]) => {
    const given = ['learn', '--dbpath', join(home, 'db.sqlite'), '--rules', rules, ...words];
    const { status, stdout, stderr } = spawnSync(LAUNCHER, given, { env, encoding: 'utf8' });
    return { status, said: stdout.split('\n').find(line => line.startsWith('Reported')), stderr };
  };
  const reports = (goods: string): string => {
    const { stdout } = spawnSync('/usr/bin/pyzor', ['--homedir', server.home, 'check'], {
      input: message(goods),
      encoding: 'utf8',
    });
    return stdout.trim().split('\t').slice(2).join();
  };
  const spam = put('spam', `X-Spam-Checker-Version: x\nX-Spam-Flag: YES\n${message('watches')}`);
  const ham = put('ham', message('handbags'));
  const first = learn('--report', '--spam', spam, '--ham', ham);
  assert.deepEqual(first, { status: 0, said: 'Reported message(s): 1 to Pyzor', stderr: '' });
  assert.deepEqual([reports('watches'), reports('handbags')], ['1,0', '0,0']);
  assert.equal(learn('--report', '--spam', spam).said, 'Reported message(s): none');
  assert.equal(reports('watches'), '1,0');
  // The folder of the client goes with the server.
  await server.stop();
  const late = learn('--report', '--spam', ham);
  assert.equal(late.status, 0);
  assert.match(late.stderr, /: 1 message\(s\) not reported to Pyzor: pyzor: FileNotFoundError/);
});

for (const words of [
  ['--report', '--ham', '/dev/null'],
  ['--report', '--spam', '-L', '/dev/null'],
  ['--report', '--forget', '/dev/null'],
])
  test(words.join(' '), () => {
    const env = { PATH: '/usr/bin:/bin', HOME: '/nonexistent', MAILSIFT_IMAGE: '' };
    assert.equal(spawnSync(LAUNCHER, ['learn', '--dbpath', '/nonexistent/x', ...words], { env }).status, 64);
  });
