/**
 * A real pyzord of its own for a test, on a port of 127.0.0.1, with an empty database in memory (fixtures/programs/pyzord), and
 * a home folder for the client pyzor that knows this server only. null: Debian's package pyzor is not installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './clamd.ts';

const SERVER = '/usr/bin/pyzord';
const CLIENT = '/usr/bin/pyzor';
const DATABASE = join(import.meta.dirname, '../../fixtures/programs/pyzord');
const STARTUP_LIMIT_MS = 15_000;

export interface TestPyzord {
  /** For `pyzor --homedir`. */
  readonly home: string;
  readonly stop: () => Promise<void>;
}

/** @param options.allowed what clients without an account may do. */
export async function startPyzord({
  allowed = 'check report ping whitelist',
} = {}): Promise<TestPyzord | null> {
  if (!existsSync(SERVER) || !existsSync(CLIENT)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-pyzord-'));
  const home = join(folder, 'client');
  mkdirSync(home);
  const port = await freePort();
  writeFileSync(join(home, 'servers'), `127.0.0.1:${port}\n`);
  // Debian's server lets nobody welcome mail without an account.
  writeFileSync(join(folder, 'pyzord.access'), `${allowed} : anonymous : allow\n`);
  const words = ['--homedir', folder, '-a', '127.0.0.1', '-p', String(port), '-e', 'gdbm', '--dsn', 'memory'];
  const server = spawn(SERVER, words, {
    stdio: 'ignore',
    env: { PATH: '/usr/bin:/bin', PYTHONPATH: DATABASE, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const end = performance.now() + STARTUP_LIMIT_MS;
  while (spawnSync(CLIENT, ['--homedir', home, '-t', '1', 'ping']).status !== 0) {
    if (server.exitCode === null && performance.now() < end) {
      await sleep(50);
      continue;
    }
    await stop();
    throw new Error('pyzord did not start');
  }
  return { home, stop };
}
