/**
 * A catalogue and nomination server for the real razor-check, razor-report and razor-revoke, on a port of 127.0.0.1: there is
 * no free one. It speaks as much of the protocol as Razor2/Client/Core.pm of Debian's package razor asks for: a greeting, `a=c`
 * (is this signature known?), `a=ai` and `a=auth` (who reports?), `a=r` and `a=revoke` (report, revoke), `a=q`. What was
 * reported is known from then on.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestRazor {
  /** A configuration file for `-conf`, with a folder of its own behind it. */
  readonly config: string;
  /** Each query line that came, without its end. */
  readonly queries: string[];
  /** What `a=c` is told for a signature of an engine; default: known by reports, with a confidence of 100, or not known. */
  answer: (query: ReadonlyMap<string, string>) => string;
  readonly stop: () => Promise<void>;
}

export async function startRazor(): Promise<TestRazor | null> {
  if (!existsSync('/usr/bin/razor-check')) return null;
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-razor-'));
  const reported = new Set<string>();
  const razor: TestRazor = {
    config: join(folder, 'razor-agent.conf'),
    queries: [],
    answer: query => (reported.has(query.get('s') ?? '') ? 'p=1&cf=100' : 'p=0'),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write('sn=C&srl=1&ep4=7542-10&a=l\r\n');
    let buffered = '';
    socket.on('data', data => {
      buffered += data.toString('latin1');
      for (let end = endOf(buffered); end > 0; end = endOf(buffered)) {
        const text = buffered.slice(0, end);
        buffered = buffered.slice(end);
        const reply = respond(text, razor, reported);
        if (reply !== '') socket.write(reply);
      }
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  writeHome(folder, (server.address() as AddressInfo).port);
  return razor;
}

/** Where the first query ends: a batch begins with `-` and ends with a line with a dot. */
function endOf(text: string): number {
  const [mark, length] = text.startsWith('-') ? ['\r\n.\r\n', 5] : ['\r\n', 2];
  const at = text.indexOf(mark);
  return at < 0 ? 0 : at + length;
}

function respond(text: string, razor: TestRazor, reported: Set<string>): string {
  const isBatch = text.startsWith('-');
  const lines = text
    .replace(/^-/, '')
    .split('\r\n')
    .filter(line => line !== '' && line !== '.');
  razor.queries.push(...lines);
  const replies = lines.map(line => {
    const query = new Map(line.split('&').map(pair => pair.split('=', 2) as [string, string]));
    switch (query.get('a') ?? '') {
      case 'c':
        return razor.answer(query);
      case 'ai':
        return 'achal=challenge';
      case 'auth':
        return 'res=1';
      case 'r':
        reported.add(query.get('s') ?? '');
        return 'res=1';
      case 'revoke':
        reported.delete(query.get('s') ?? '');
        return 'res=1';
      default:
        return '';
    }
  });
  if (replies.every(reply => reply === '')) return '';
  return isBatch ? `-${replies.join('\r\n')}\r\n.\r\n` : `${replies[0] ?? ''}\r\n`;
}

/** What razor-agents caches of its servers, so that it discovers none; an identity for reports. */
function writeHome(folder: string, port: number): void {
  mkdirSync(folder, { recursive: true });
  const conf = {
    turn_off_discovery: 1,
    razorhome: folder,
    logfile: join(folder, 'log'),
    debuglevel: 3,
    ignorelist: 0,
    min_cf: 'ac',
    logic_method: 4,
    use_engines: '4,8',
  };
  write(
    'razor-agent.conf',
    Object.entries(conf).map(([key, value]) => `${key} = ${value}`),
  );
  // Twice: the agents put the first one aside, and with an empty list they would look for servers elsewhere.
  const servers = [`127.0.0.1:${port}`, `127.0.0.1:${port}`];
  for (const kind of ['catalogue', 'nomination']) write(`servers.${kind}.lst`, servers);
  write('servers.discovery.lst', ['127.0.0.1:1']);
  // Engines 4 and 8 are the bits 8 and 80; bql: queries in a batch.
  write('server.127.0.0.1.conf', [
    'ac=30',
    'bql=50',
    'bqs=128',
    'dre=4',
    'ep4=7542-10',
    'se=88',
    'srl=1',
    'zone=razor2.cloudmark.com',
  ]);
  write('identity', ['user=tester', 'pass=secret']);
  function write(name: string, lines: readonly string[]): void {
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  }
}
