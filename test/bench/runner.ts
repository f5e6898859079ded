/**
 * Runs commands in a clean environment, as pipe(8) does, and tells what each took: the time until it ended, and of the
 * command with all that it waited for the processor time and the memory of the largest process (runner.pl).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { processTree } from './processes.ts';

/** All that a command finds in its environment, besides its own variables. */
export const CLEAN_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface Command {
  /** Program (absolute) and arguments. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Exit statuses that mean that it has done its work; default: only 0. */
  readonly good?: readonly number[];
}

export interface Usage {
  readonly elapsedMs: number;
  /** User and system. */
  readonly cpuMs: number;
  /** null where the work was not done by a process of its own. */
  readonly peakKb: number | null;
}

export interface Runner extends AsyncDisposable {
  /** Rejects when the command ends with a status that is no good one. Its output is dropped. */
  run(command: Command, inputFile: string): Promise<Usage>;
}

const SEPARATOR = '\x1f';

export function startRunner(): Runner {
  const child = spawn('/usr/bin/perl', [join(import.meta.dirname, 'runner.pl')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: CLEAN_PATH },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  let busy = false;

  async function run({ argv, env = {}, good = [0] }: Command, inputFile: string): Promise<Usage> {
    const variables = Object.entries({ PATH: CLEAN_PATH, ...env }).map(([name, value]) => `${name}=${value}`);
    const fields = [inputFile, '/dev/null', String(variables.length), ...variables, ...argv];
    child.stdin.write(`${fields.join(SEPARATOR)}\n`);
    busy = true;
    const { value, done } = await lines.next();
    busy = false;
    if (done === true) throw new Error('runner.pl has ended');
    const [status = -1, elapsedUs = 0, userUs = 0, systemUs = 0, peakKb = 0] = value.split(' ').map(Number);
    if (!good.includes(status)) throw new Error(`status ${status}: ${argv.join(' ')}`);
    return { elapsedMs: elapsedUs / 1000, cpuMs: (userUs + systemUs) / 1000, peakKb };
  }

  return {
    run,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      // A command that still runs is not waited for.
      for (const pid of busy ? processTree(child.pid!).slice(1) : []) process.kill(pid, 'SIGTERM');
      await ended;
    },
  };
}
