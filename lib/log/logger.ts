/**
 * Log lines to syslog by way of logger(1) (util-linux), for machines without journald: Node cannot open the datagram
 * socket /dev/log. All lines of a run go through one process. It has none of our descriptors but its own input, since
 * pipe(8) waits for whoever holds standard output open, and it is killed when the time is up. Where nobody listens
 * (no /dev/log) no process is started.
 */
import { existsSync } from 'node:fs';
import { FACILITIES, SEVERITY, type Sink, type SyslogIdentity } from './sink.ts';

const SYSLOG_SOCKET = '/dev/log';

export const LOGGER_PROGRAM = '/usr/bin/logger';

/** Octets a message that logger passes on; its own default of 1 KiB would cut JSON. */
const MAX_LINE_BYTES = 8192;

export interface LoggerOptions {
  readonly program?: string;
  /** Another socket than /dev/log. */
  readonly socketPath?: string;
}

export function loggerSink(identity: SyslogIdentity, options: LoggerOptions = {}): Sink {
  const socket = options.socketPath === undefined ? [] : ['--socket', options.socketPath];
  const args = [
    ...['--tag', `${identity.ident}[${identity.pid}]`],
    ...['--priority', `${identity.facility}.info`, '--prio-prefix'],
    ...['--size', String(MAX_LINE_BYTES), '--socket-errors=on', ...socket],
  ];
  return {
    async write(lines, limitMs) {
      if (!existsSync(options.socketPath ?? SYSLOG_SOCKET)) return false;
      const facility = FACILITIES[identity.facility] * 8;
      const input = lines.map(({ level, text }) => `<${facility + SEVERITY[level]}>${text}\n`).join('');
      return await run(options.program ?? LOGGER_PROGRAM, args, input, limitMs);
    },
  };
}

/** True when the program ended with status 0 in time. */
async function run(program: string, args: string[], input: string, limitMs: number): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  return await new Promise<boolean>(resolve => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
    });
    const finish = (taken: boolean) => {
      clearTimeout(timer);
      resolve(taken);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      finish(false);
    }, limitMs);
    child.on('error', () => finish(false));
    child.on('exit', status => finish(status === 0));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
