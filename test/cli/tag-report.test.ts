/** `mailsift tag -r` and `-k` with a real pyzord: the marks come off, and the client pyzor finds what was reported. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { test } from 'node:test';
import { startPyzord } from '../support/pyzord.ts';
import { orSkip } from '../support/require-program.ts';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');
const MESSAGE =
  'From: a@x.org\nSubject: x\n\nCheap replicas of famous watches, delivered to your door within a week.\n';
const MARKED = `X-Spam-Flag: YES\nX-Spam-Status: Yes, score=7\n${MESSAGE}`;

test('what is reported is found, and what is revoked is welcome', async context => {
  const server = orSkip(context, await startPyzord(), 'pyzor');
  if (server === undefined) return;
  const home = mkdtempSync(join(tmpdir(), 'mailsift-tag-report-'));
  context.after(async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  });
  const rules = join(home, 'own.cf');
  writeFileSync(rules, `header B Subject =~ /x/\npyzor_options --homedir ${server.home}\nuse_razor2 0\n`);
  const tag = async (
    ...words: string[]
  ): Promise<readonly [status: number | null, out: string, err: string]> => {
    const env = { PATH: '/usr/bin:/bin', HOME: home, XDG_STATE_HOME: home, LC_ALL: 'C' };
    const child = spawn(LAUNCHER, ['tag', '--rules', rules, ...words], { env });
    child.stdin.end(MARKED);
    const status = new Promise<number | null>(resolve => child.once('close', resolve));
    const [out, err] = await Promise.all([readText(child.stdout), readText(child.stderr)]);
    return [await status, out, err];
  };
  const counts = (): string => {
    const words = ['-c', `pyzor --homedir ${server.home} check; true`];
    return execFileSync('/bin/sh', words, { input: MESSAGE, encoding: 'utf8' })
      .trim()
      .split('\t')
      .slice(2)
      .join();
  };
  assert.deepEqual(await tag('-r'), [0, '1 message(s) examined.\n', '']);
  assert.equal(counts(), '1,0');
  assert.deepEqual(await tag('-k'), [0, '1 message(s) examined.\n', '']);
  assert.equal(counts(), '1,1');
  const [status, out, err] = await tag('-L', '-r');
  assert.deepEqual([status, out, counts()], [0, '1 message(s) examined.\n', '1,1']);
  assert.match(err, /warn: reporter: no reporting methods available, so couldn't report\n/);
  assert.match(err, /warn: spamassassin: warning, unable to report message\n/);
});
