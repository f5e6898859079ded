/**
 * A real clamd of its own for a test: own folder, socket, port and a tiny signature database that knows the EICAR test
 * string, as a whole file (by hash) and anywhere in a file (by pattern). `startClamd` answers null when clamd is not
 * installed. The test string is put together here, so that no scanner trips over this repository.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clamdVersion } from '../../lib/check/virus/version.ts';

/** The 68 bytes of the EICAR standard anti-virus test file, https://www.eicar.org. */
export const EICAR = [
  'X5O!P%@AP[4\\PZX54(P^)7CC)7}',
  '$EICAR-STANDARD-',
  'ANTIVIRUS-TEST-FILE!',
  '$H+H*',
].join('');

export interface TestClamd {
  readonly socketPath: string;
  readonly port: number;
  readonly pid: number;
  /** `ClamAV 1.4.6` */
  readonly version: string;
  stop(): Promise<void>;
}

export interface ClamdOptions {
  readonly programPath?: string;
  /** clamd.conf(5) StreamMaxLength, `25M` */
  readonly streamMaxLength?: string;
}

const STARTUP_LIMIT_MS = 30_000;

export async function startClamd(options: ClamdOptions = {}): Promise<TestClamd | null> {
  const program = options.programPath ?? '/usr/sbin/clamd';
  if (!existsSync(program)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-clamd-'));
  chmodSync(folder, 0o755);
  const socketPath = join(folder, 'clamd.ctl');
  const port = await freePort();
  writeDatabase(join(folder, 'db'));
  const config = [
    `DatabaseDirectory ${join(folder, 'db')}`,
    `LocalSocket ${socketPath}`,
    `TCPSocket ${port}`,
    'TCPAddr 127.0.0.1',
    `StreamMaxLength ${options.streamMaxLength ?? '25M'}`,
    'ExtendedDetectionInfo yes',
    'Foreground yes',
    'MaxThreads 4',
    `TemporaryDirectory ${folder}`,
    ...(process.getuid?.() === 0 ? ['User root'] : []),
  ];
  const configPath = join(folder, 'clamd.conf');
  writeFileSync(configPath, `${config.join('\n')}\n`);
  const child = spawn(program, ['--config-file', configPath], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const version = await ready(child, socketPath);
    return { socketPath, port, pid: child.pid!, version, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

function writeDatabase(folder: string): void {
  mkdirSync(folder, { mode: 0o755 });
  const eicar = Buffer.from(EICAR, 'latin1');
  const md5 = createHash('md5').update(eicar).digest('hex');
  // Signature formats: ClamAV's manual, "hash-based" (md5:size:name) and "extended" (name:type:offset:hex).
  writeFileSync(join(folder, 'test.hdb'), `${md5}:${eicar.length}:Test.EICAR.Whole\n`);
  writeFileSync(join(folder, 'test.ndb'), `Test.EICAR.Anywhere:0:*:${eicar.toString('hex')}\n`);
}

async function ready(child: ChildProcess, socketPath: string): Promise<string> {
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  const end = performance.now() + STARTUP_LIMIT_MS;
  while (child.exitCode === null && performance.now() < end) {
    try {
      const { version } = await clamdVersion({ kind: 'unix', path: socketPath }, 1000);
      return version;
    } catch {
      await sleep(50);
    }
  }
  throw new Error(`clamd did not start: ${output}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exit;
  clearTimeout(late);
}

/** A TCP port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
