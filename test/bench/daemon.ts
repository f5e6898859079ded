/** Starts a daemon in the foreground, waits until it answers, and has it ended with all its children. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beginning, processTree } from './processes.ts';
import { CLEAN_PATH } from './runner.ts';

const STARTUP_LIMIT_MS = 120_000;
const END_LIMIT_MS = 5000;

/**
 * Gives back the process id. The stack ends the daemon, also while it is starting. Rejects, with the end of what the daemon said, when it
 * ends or does not listen on the port in time.
 */
export async function startDaemon(
  stack: AsyncDisposableStack,
  argv: readonly [string, ...string[]],
  port: number,
): Promise<number> {
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: CLEAN_PATH },
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => (said = `${said}${data.toString('latin1')}`.slice(-2000)));
  }
  await once(child, 'spawn');
  const pid = child.pid!;
  const ended = once(child, 'exit');
  const running = () => child.exitCode === null && child.signalCode === null;

  async function end(): Promise<void> {
    if (!running()) return;
    const children = processTree(pid)
      .slice(1)
      .map(each => ({ pid: each, began: beginning(each) }));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
    await ended;
    clearTimeout(late);
    // What it has left behind; a number may have gone to somebody else by now.
    for (const left of children) {
      if (left.began !== undefined && beginning(left.pid) === left.began) process.kill(left.pid, 'SIGKILL');
    }
  }

  stack.defer(end);
  const limit = performance.now() + STARTUP_LIMIT_MS;
  while (!(await answers(port))) {
    if (!running() || performance.now() > limit) {
      await end();
      throw new Error(`${program} did not start: ${said.trim()}`);
    }
    await sleep(50);
  }
  return pid;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
