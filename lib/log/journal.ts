/**
 * Log lines to systemd-journald by its stream socket, which needs no process: seven header lines (identifier, unit,
 * priority, and four switches, of which the first lets each line begin with its own `<severity>`), then the lines; see
 * sd_journal_stream_fd(3) and systemd-cat(1). journald adds the process id itself and hands the lines on to
 * rsyslog where it is so configured. A missing socket is answered with false at once.
 */
import { FACILITIES, SEVERITY, type Sink, type SyslogIdentity } from './sink.ts';

export const JOURNAL_SOCKET = '/run/systemd/journal/stdout';

export function journalSink(identity: SyslogIdentity, socketPath: string = JOURNAL_SOCKET): Sink {
  return {
    async write(lines, limitMs) {
      const priority = FACILITIES[identity.facility] * 8 + SEVERITY.info;
      const header = `${identity.ident}\n\n${priority}\n1\n0\n0\n0\n`;
      const body = lines.map(({ level, text }) => `<${SEVERITY[level]}>${text}\n`).join('');
      return await send(socketPath, header + body, limitMs);
    },
  };
}

/** True when the kernel took all of it for the other side. */
async function send(socketPath: string, text: string, limitMs: number): Promise<boolean> {
  const { connect } = await import('node:net');
  return await new Promise<boolean>(resolve => {
    const socket = connect({ path: socketPath });
    const finish = (taken: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(taken);
    };
    const timer = setTimeout(() => finish(false), limitMs);
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
    socket.end(text, () => finish(true));
  });
}
