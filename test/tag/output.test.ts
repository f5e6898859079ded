/** What `mailsift tag` tells when its output does not arrive: the program itself, without the launcher's safety net. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const PROGRAM = join(import.meta.dirname, '../../bin/mailsift.ts');
const folder = mkdtempSync(join(tmpdir(), 'mailsift-output-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const env = { PATH: '/usr/bin:/bin', XDG_STATE_HOME: folder };
const MESSAGE = `From: a@example.org\nSubject: x\n\n${'line of text\n'.repeat(40_000)}`;

test('a full disk is 75, not success', { skip: existsSync('/dev/full') ? false : 'needs /dev/full' }, () => {
  const full = openSync('/dev/full', 'w');
  const { status } = spawnSync(process.execPath, [PROGRAM, 'tag', '-L'], {
    input: MESSAGE,
    env,
    stdio: ['pipe', full, 'ignore'],
  });
  assert.equal(status, 75);
});

test('a reader who goes away is 75, not success', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'tag', '-L'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdout.once('data', () => child.stdout.destroy());
  child.stdin.end(MESSAGE);
  const [status] = (await once(child, 'exit')) as [number | null];
  assert.equal(status, 75);
});
