/** The helpers of this machine: programs on the PATH, and sockets. Nothing is started or opened before it is asked for. */
import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { socketExchange } from './socket-exchange.ts';
import type { HelperCall, Helpers } from './helpers.ts';
import { runProgram } from './run-program.ts';

export interface HelperPlaces {
  /** Where programs are looked for: PATH. */
  readonly path: string;
  readonly homeDirectory: string;
}

/** Searched behind the PATH, which under pipe(8) and cron(8) is a short one. */
const STANDARD_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin'];

export function openHelpers({ path, homeDirectory }: HelperPlaces): Helpers {
  const folders = [...new Set([...path.split(':'), ...STANDARD_FOLDERS])].filter(one => one.startsWith('/'));
  const found = new Map<string, string | undefined>();
  const calls: HelperCall[] = [];
  let stop = new AbortController();
  return {
    find: (program, others = []) => {
      const key = [program, ...others].join(':');
      if (!found.has(key)) found.set(key, executableIn([...folders, ...others], program));
      return found.get(key);
    },
    run: request => {
      const home = isFolder(homeDirectory) ? homeDirectory : undefined;
      return runProgram(request, { path: folders.join(':'), home, signal: stop.signal });
    },
    exchange: request => socketExchange(request, stop.signal),
    hasSocket,
    note: call => void calls.push(call),
    calls,
    stop: () => {
      stop.abort();
      stop = new AbortController();
    },
  };
}

function executableIn(folders: readonly string[], program: string): string | undefined {
  return folders.map(folder => join(folder, program)).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  return statOf(path)?.isFile() === true && mayUse(path, constants.X_OK);
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

function hasSocket(path: string): boolean {
  return statOf(path)?.isSocket() === true && mayUse(path, constants.R_OK | constants.W_OK);
}

function statOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function mayUse(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
