/**
 * Runs one client program to its end, or kills it: when its time is up, when it writes too much, when nobody wants its
 * answer any more, and when this process ends before it. Always the whole process group, by SIGKILL. Never rejects.
 *
 * The environment is PATH, HOME where there is one, and LC_ALL=C; the working folder is `/`. A program that closes its input
 * early has read enough. Reference: helper_app_pipe_open of SpamAssassin, whose helpers get the same files and streams.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import { describeError } from '../errors.ts';
import type { HelperFailure, ProgramAnswer, ProgramRequest } from './helpers.ts';

export interface ProgramSurroundings {
  /** PATH. */
  readonly path: string;
  /** HOME; undefined: there is none, and the program has to take its own default. */
  readonly home: string | undefined;
  /** Aborts: the program is killed. */
  readonly signal: AbortSignal;
}

const MAX_OUTPUT_BYTES = 256 * 1024;

/** Process groups under way. */
const running = new Set<number>();
let watchesExit = false;

export function runProgram(
  request: ProgramRequest,
  surroundings: ProgramSurroundings,
): Promise<ProgramAnswer> {
  return new Promise(resolve => {
    let child: ChildProcess;
    const limit = request.limitMs;
    let isOver = false;
    const end = (answer: ProgramAnswer, { kill = false } = {}): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      surroundings.signal.removeEventListener('abort', abort);
      if (kill) killGroup(child.pid);
      running.delete(child.pid ?? 0);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      child.unref();
      resolve(answer);
    };
    const fail = (why: string): void => {
      end(failure(request.path, why), { kill: true });
    };
    const abort = (): void => {
      fail('not waited for any longer');
    };
    const timer = setTimeout(() => {
      fail(`no answer within ${(limit / 1000).toFixed(1)} s`);
    }, limit);
    try {
      child = start(request, surroundings);
    } catch (thrown) {
      clearTimeout(timer);
      resolve(failure(request.path, describeError(thrown), true));
      return;
    }
    surroundings.signal.addEventListener('abort', abort);
    const tooMuch = (): void => {
      fail(`more than ${MAX_OUTPUT_BYTES} bytes of output`);
    };
    const output = collect(child.stdout, tooMuch);
    const errors = collect(child.stderr, tooMuch);
    child.once('error', thrown => {
      end(failure(request.path, describeError(thrown), true), { kill: true });
    });
    child.once('close', (status, signal) => {
      if (status === null) fail(`killed by ${String(signal)}`);
      else end({ state: 'ended', status, output: output(), errors: errors() });
    });
    // It may well have ended before it has read everything.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(request.input);
  });
}

function start({ path, arguments: words }: ProgramRequest, surroundings: ProgramSurroundings): ChildProcess {
  const { path: PATH, home } = surroundings;
  const child = spawn(path, [...words], {
    cwd: '/',
    env: { PATH, LC_ALL: 'C', ...(home === undefined ? {} : { HOME: home }) },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  if (child.pid !== undefined) running.add(child.pid);
  if (!watchesExit)
    process.once('exit', () => {
      for (const pid of running) killGroup(pid);
    });
  watchesExit = true;
  return child;
}

/** Tells what came, as a byte string. */
function collect(stream: ChildProcess['stdout'], tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  stream?.on('error', () => undefined);
  stream?.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_OUTPUT_BYTES) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('latin1');
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

function failure(path: string, why: string, isAbsent = false): HelperFailure {
  return { state: 'failed', why: `${path}: ${why}`, isAbsent };
}
