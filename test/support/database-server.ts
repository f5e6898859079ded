/**
 * Database servers of a test's own: MariaDB, PostgreSQL and Redis in a temporary folder, on a port and a socket of their own,
 * as the unprivileged user whom the package made (root only; else as whoever runs the test). `start...` answers null where
 * the server is not installed. No two tests share one.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DatabaseServer {
  readonly port: number;
  /** Path of the socket; PostgreSQL: its folder. */
  readonly socket: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const STARTUP_LIMIT_MS = 30_000;

/** Database `test`, user `root` without a password. */
export async function startMariadb(...options: readonly string[]): Promise<DatabaseServer | null> {
  if (!existsSync('/usr/sbin/mariadbd') || !existsSync('/usr/bin/mariadb-install-db')) return null;
  const { folder, uid } = makeFolder('mariadb', 'mysql');
  const data = join(folder, 'data');
  const socket = join(folder, 'mysqld.sock');
  const user = uid === undefined ? [] : ['--user=mysql'];
  const install = [
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...user,
  ];
  run('/usr/bin/mariadb-install-db', ['--no-defaults', ...install]);
  return await serve(folder, undefined, socket, socket, port => [
    '/usr/sbin/mariadbd',
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${socket}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--pid-file=${join(folder, 'pid')}`,
      '--innodb-flush-log-at-trx-commit=2',
      ...user,
      ...options,
    ],
  ]);
}

/** User `postgres` with password `secret` over TCP, without one by socket; database `postgres`. */
export async function startPostgres(): Promise<DatabaseServer | null> {
  const [bin] = globSync('/usr/lib/postgresql/*/bin').sort().reverse();
  if (bin === undefined) return null;
  const { folder, uid } = makeFolder('postgres', 'postgres');
  const data = join(folder, 'data');
  const password = join(folder, 'password');
  writeFileSync(password, 'secret\n', { mode: 0o644 });
  const access = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${password}`];
  const setUp = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', ...access, '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'],
    { encoding: 'utf8', cwd: folder, ...(uid === undefined ? {} : { uid, gid: uid }) },
  );
  if (setUp.status !== 0) throw new Error(`initdb: ${setUp.stderr}`);
  const server = await serve(folder, uid, folder, undefined, port => [
    join(bin, 'postgres'),
    ['-D', data, '-k', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
  ]);
  // It listens before it answers.
  const question = ['-q', '-h', '127.0.0.1', '-p', String(server.port)];
  for (let tries = 0; spawnSync(join(bin, 'pg_isready'), question).status !== 0 && tries < 300; tries += 1)
    await sleep(50);
  return server;
}

export async function startRedis(...options: readonly string[]): Promise<DatabaseServer | null> {
  if (!existsSync('/usr/bin/redis-server')) return null;
  const { folder, uid } = makeFolder('redis', 'redis');
  const socket = join(folder, 'redis.sock');
  return await serve(folder, uid, socket, socket, port => [
    '/usr/bin/redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--unixsocket',
      socket,
      '--save',
      '',
      '--dir',
      folder,
      ...options,
    ],
  ]);
}

function makeFolder(name: string, user: string): { folder: string; uid: number | undefined } {
  const folder = mkdtempSync(join(tmpdir(), `mailsift-${name}-`));
  if (process.getuid?.() !== 0) return { folder, uid: undefined };
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
    .find(([login]) => login === user);
  if (entry === undefined) throw new Error(`no user ${user}`);
  const uid = Number(entry[2]);
  chownSync(folder, uid, Number(entry[3]));
  return { folder, uid };
}

async function serve(
  folder: string,
  uid: number | undefined,
  socket: string,
  socketFile: string | undefined,
  command: (port: number) => [string, string[]],
): Promise<DatabaseServer> {
  const port = await freePort();
  mkdirSync(join(folder, 'tmp'), { mode: 0o777 });
  const [program, parameters] = command(port);
  const child = spawn(program, parameters, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (log = `${log}${chunk.toString()}`.slice(-20_000)));
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(child, port, socketFile);
    return { port, socket, pid: child.pid ?? 0, stop };
  } catch (thrown) {
    await stop();
    throw new Error(`${program}: ${String(thrown)}\n${log}`, { cause: thrown });
  }
}

async function ready(child: ChildProcess, port: number, socketFile: string | undefined): Promise<void> {
  const until = Date.now() + STARTUP_LIMIT_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if ((await isListening(port)) && (socketFile === undefined || existsSync(socketFile))) return;
    if (Date.now() > until) throw new Error('it did not start in time');
    await sleep(30);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = new Promise(resolve => child.once('exit', resolve));
  // PostgreSQL: "fast"; the others end at once.
  child.kill('SIGINT');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await end;
  clearTimeout(killer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

export function run(program: string, parameters: readonly string[], input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, {
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${String(status)}: ${stderr}`);
  return stdout;
}
