/** SpamAssassin: the program by itself, and the client against a daemon that has its rules ready. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/clamd.ts';
import { startDaemon } from '../daemon.ts';
import { eachInput } from '../each-input.ts';
import { commandContender, findProgram, STOCK_RULES, WORKERS, type Ground, type Starter } from './peer.ts';

/** Local tests, stock rules, no Bayes, nobody's preferences. */
const OPTIONS = ['-L', '-x', '-C', STOCK_RULES, '--cf=use_bayes 0'];

/** Largest message that spamc is to pass on, the most it takes; by its own measure (500 kB) the large ones would be skipped. */
const SIZE_LIMIT_BYTES = 256 * 1024 * 1024;

export const CLIENT_ROW = 'spamc, warm spamd -L';

export const spamAssassin: Starter = {
  rows: ['spamassassin -L'],
  batches: [],
  start(ground) {
    const program = findProgram('spamassassin');
    if (program === undefined) return null;
    const text = execFileSync(program, ['--version'], { encoding: 'utf8' });
    return {
      rows: [commandContender(ground, this.rows[0]!, { argv: [program, ...OPTIONS, '-p', '/dev/null'] })],
      batches: [],
      version: `SpamAssassin ${/version (\S+)/.exec(text)?.[1] ?? ''}`,
    };
  },
};

export const spamClient: Starter = {
  rows: [CLIENT_ROW],
  batches: [`spamc, ${WORKERS} at a time`],
  async start(ground) {
    const spamd = await startSpamd(ground);
    if (spamd === null) return null;
    const { pid, clientArgv } = spamd;
    const command = (files: readonly string[]) => ({
      argv: eachInput(ground.folder, WORKERS, clientArgv, files),
    });
    return {
      rows: [commandContender(ground, CLIENT_ROW, { argv: clientArgv }, pid)],
      batches: [{ name: this.batches[0]!, daemonPid: pid, command }],
      version: `spamd with ${WORKERS} children`,
    };
  },
};

export interface Spamd {
  readonly pid: number;
  readonly clientArgv: readonly string[];
}

/** null when it is not installed. */
export async function startSpamd({ folder, stack }: Pick<Ground, 'folder' | 'stack'>): Promise<Spamd | null> {
  const [daemon, client] = [findProgram('spamd'), findProgram('spamc')];
  if (daemon === undefined || client === undefined) return null;
  const [home, port] = [join(folder, 'spamd'), await freePort()];
  mkdirSync(home);
  chmodSync(home, 0o777);
  const children = [`--max-children=${WORKERS}`, `--min-children=${WORKERS}`, '--max-conn-per-child=1000000'];
  const place = [
    '-i',
    '127.0.0.1',
    '-p',
    String(port),
    '-A',
    '127.0.0.1',
    '-s',
    join(home, 'log'),
    '-H',
    home,
  ];
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const argv = [...OPTIONS, ...children, ...place, ...user, '-r', join(home, 'pid')];
  const pid = await startDaemon(stack, [daemon, ...argv], port);
  return { pid, clientArgv: [client, '-d', '127.0.0.1', '-p', String(port), '-s', String(SIZE_LIMIT_BYTES)] };
}
