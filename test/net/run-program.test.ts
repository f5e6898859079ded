/** Client programs that behave badly: none of them may cost more than its time, and nothing of them may be left. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../../lib/net/run-program.ts';
import type { ProgramAnswer } from '../../lib/net/helpers.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-run-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

function script(text: string, interpreter = '/bin/sh'): string {
  const path = join(folder, `program${(count += 1)}`);
  writeFileSync(path, `#!${interpreter}\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

interface Given {
  readonly input?: Buffer;
  readonly limitMs?: number;
  readonly arguments?: readonly string[];
  readonly home?: string;
  readonly signal?: AbortSignal;
}

function run(path: string, given: Given = {}): Promise<ProgramAnswer> {
  const { input = Buffer.from('message'), limitMs = 5000, home, signal } = given;
  const request = { path, arguments: given.arguments ?? [], input, limitMs };
  return runProgram(request, {
    path: '/usr/bin:/bin',
    home,
    signal: signal ?? new AbortController().signal,
  });
}

async function whyOf(path: string, given: Given = {}): Promise<string> {
  const answer = await run(path, given);
  return answer.state === 'failed'
    ? answer.why.replace(path, 'PATH')
    : `no failure: ${JSON.stringify(answer)}`;
}

test('the program reads the message and its arguments, and nothing of ours', async () => {
  const path = script('cat; printf "|%s" "$@"; env | sort >&2; pwd >&2; exit 3');
  const answer = await run(path, { arguments: ['a b', '$(id)'], input: Buffer.from([0x80, 0, 0xff]) });
  assert.equal(answer.state, 'ended');
  assert.equal(answer.status, 3);
  assert.equal(answer.output, '\x80\0\xff|a b|$(id)');
  // The shell's own, and those of the guard that the suite runs with.
  const others = /^(?:_|PWD|OLDPWD|SHLVL|MAILSIFT_TEST_GUARD|NODE_OPTIONS)=/;
  const variables = answer.errors.split('\n').filter(line => !others.test(line));
  assert.deepEqual(variables, ['LC_ALL=C', 'PATH=/usr/bin:/bin', '/', '']);
});

test('a home folder is told where there is one', async () => {
  const answer = await run(script('printf %s "$HOME"'), { home: '/home/x' });
  assert.equal(answer.state === 'ended' && answer.output, '/home/x');
});

const FAILURES: readonly [what: string, text: string, why: RegExp][] = [
  ['killed by a signal', 'kill -SEGV $$', /^PATH: killed by SIGSEGV$/],
  ['10 MB of output', 'head -c 10000000 /dev/zero', /^PATH: more than 262144 bytes of output$/],
  ['10 MB of complaints', 'head -c 10000000 /dev/zero >&2', /^PATH: more than 262144 bytes of output$/],
];

for (const [what, text, why] of FAILURES) {
  test(`failure: ${what}`, async () => assert.match(await whyOf(script(text)), why));
}

test('a program that is not there, or cannot be run, is absent', async () => {
  const noProgram = join(folder, 'none');
  const notExecutable = script('true');
  chmodSync(notExecutable, 0o644);
  for (const path of [noProgram, notExecutable, folder, script('', '/nonexistent/shell')]) {
    const answer = await run(path);
    assert.ok(answer.state === 'failed' && answer.isAbsent, path);
  }
});

test('input that nobody reads is no trouble', async () => {
  const input = Buffer.alloc(4_000_000, 'x');
  const answer = await run(script('exec 0<&-; echo done'), { input });
  assert.deepEqual(answer, { state: 'ended', status: 0, output: 'done\n', errors: '' });
});

test('output that is no UTF-8 stays as it is', async () => {
  const answer = await run(script(String.raw`printf '\377\376\200\000\355'`));
  assert.equal(answer.state === 'ended' && answer.output, '\xff\xfe\x80\0\xed');
});

test('what hangs is killed when its time is up, with all that it has started', async () => {
  const pids = join(folder, 'pids');
  // Neither it nor its children listen to a polite signal; one holds the output open.
  const path = script(
    `trap '' TERM HUP INT\nsh -c 'trap "" TERM; sleep 60' &\necho $$ $! > ${pids}\nsleep 60`,
  );
  const begun = performance.now();
  assert.match(await whyOf(path, { limitMs: 300 }), /^PATH: no answer within 0\.3 s$/);
  const ms = performance.now() - begun;
  assert.ok(ms >= 299 && ms < 1500, `${ms} ms`);
  await gone(readFileSync(pids, 'latin1').trim().split(' '));
});

test('what nobody waits for any longer is killed', async () => {
  const stop = new AbortController();
  const pids = join(folder, 'pids2');
  const path = script(`echo $$ > ${pids}; sleep 60`);
  const answer = whyOf(path, { signal: stop.signal });
  while (!existsSync(pids) || readFileSync(pids, 'latin1') === '') await sleep(5);
  stop.abort();
  assert.match(await answer, /^PATH: not waited for any longer$/);
  await gone([readFileSync(pids, 'latin1').trim()]);
});

test('what runs is killed when mailsift ends before it', async () => {
  const pids = join(folder, 'pids3');
  const path = script(`echo $$ > ${pids}; sleep 60`);
  const program = join(import.meta.dirname, '../../lib/net/run-program.ts');
  const code = `import { runProgram } from ${JSON.stringify(program)};
import { existsSync, readFileSync } from 'node:fs';
const request = { path: ${JSON.stringify(path)}, arguments: [], input: Buffer.alloc(0), limitMs: 60000 };
runProgram(request, { path: '/bin', home: undefined, signal: new AbortController().signal });
const isThere = () => existsSync(${JSON.stringify(pids)}) && readFileSync(${JSON.stringify(pids)}, 'latin1') !== '';
setInterval(() => { if (isThere()) process.exit(0); }, 5);`;
  const ended = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', code], {
    encoding: 'utf8',
  });
  assert.deepEqual([ended.status, ended.stderr], [0, '']);
  await gone([readFileSync(pids, 'latin1').trim()]);
});

/** Waits for processes to disappear; the kernel takes a moment. */
async function gone(pids: readonly string[]): Promise<void> {
  assert.ok(pids.length > 0 && pids.every(pid => /^\d+$/.test(pid)), pids.join());
  const end = performance.now() + 2000;
  while (pids.some(isAlive)) {
    assert.ok(performance.now() < end, `still there: ${pids.filter(isAlive).join()}`);
    await sleep(10);
  }
}

/** A zombie whose parent has not asked yet is gone. */
function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}
