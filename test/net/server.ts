/**
 * A name server for tests, on 127.0.0.1 over UDP and TCP, that answers from zones given as text (zone.ts) and does what goes
 * wrong on purpose (behaviour.ts). As a program: node test/net/server.ts ZONEFILE [--port N] prints `127.0.0.1:PORT` and
 * answers until it is killed, for SpamAssassin's dns_server.
 */
import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { parseArgs } from 'node:util';
import { decode, type DecodedPacket } from 'dns-packet';
import { reply, type Reply } from './behaviour.ts';
import { keyOf, parseZone } from './zone.ts';

export interface Asked {
  /** As it was written, in its letter case. */
  readonly name: string;
  readonly type: string;
  readonly id: number;
  readonly overTcp: boolean;
  /** The asker's. */
  readonly port: number;
  readonly hasEdns: boolean;
}

export interface DnsServer extends AsyncDisposable {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** Every query so far. */
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

export async function startDnsServer(zoneText: string, port = 0): Promise<DnsServer> {
  const zone = parseZone(zoneText);
  const asked: Asked[] = [];
  const timers = new Set<NodeJS.Timeout>();

  const take = (bytes: Buffer, overTcp: boolean, from: number, answer: (made: Reply) => void): void => {
    let query: DecodedPacket;
    try {
      query = decode(bytes);
    } catch {
      return;
    }
    const { name = '.', type = 'A' } = query.questions?.[0] ?? {};
    const before = asked.filter(one => keyOf(one.name) === keyOf(name) && one.type === type).length;
    const hasEdns = query.additionals?.some(one => one.type === 'OPT') === true;
    asked.push({ name, type, id: query.id ?? 0, overTcp, port: from, hasEdns });
    const made = reply(zone, query, before);
    if (made.delayMs === 0) {
      answer(made);
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      answer(made);
    }, made.delayMs);
    timers.add(timer);
  };

  const { udp, tcp } = await listen(port);
  const other = createSocket('udp4');
  udp.on('message', (bytes, from) => {
    take(bytes, false, from.port, ({ datagrams }) => {
      for (const one of datagrams) (one.fromOtherPort ? other : udp).send(one.bytes, from.port, from.address);
    });
  });
  const connections = new Set<{ destroy(): void }>();
  tcp.on('connection', connection => {
    connections.add(connection);
    let seen = Buffer.alloc(0);
    connection.on('error', () => connection.destroy());
    connection.on('close', () => connections.delete(connection));
    connection.on('data', (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk]);
      if (seen.length < 2 || seen.length < 2 + seen.readUInt16BE(0)) return;
      const query = seen.subarray(2, 2 + seen.readUInt16BE(0));
      take(query, true, connection.remotePort ?? 0, ({ stream }) => {
        if (stream !== undefined) connection.end(stream);
      });
    });
  });

  const close = async (): Promise<void> => {
    for (const timer of timers) clearTimeout(timer);
    for (const connection of connections) connection.destroy();
    other.close();
    udp.close();
    await new Promise<void>(resolve => tcp.close(() => resolve()));
  };
  const bound = udp.address().port;
  return {
    host: HOST,
    port: bound,
    address: `${HOST}:${bound}`,
    asked,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The same port for both; another process may be quicker at the one that the system chose for the first. */
async function listen(port: number): Promise<{ udp: Socket; tcp: Server }> {
  for (let attempt = 1; ; attempt += 1) {
    const udp = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      udp.once('error', reject);
      udp.bind(port, HOST, resolve);
    });
    const tcp = createServer();
    try {
      await new Promise<void>((resolve, reject) => {
        tcp.once('error', reject);
        tcp.listen(udp.address().port, HOST, resolve);
      });
      return { udp, tcp };
    } catch (thrown) {
      udp.close();
      if (port !== 0 || attempt >= 10) throw thrown;
    }
  }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { port: { type: 'string', default: '0' } },
    allowPositionals: true,
  });
  const text = positionals.map(file => readFileSync(file, 'latin1')).join('\n');
  const server = await startDnsServer(text, Number(values.port));
  process.stdout.write(`${server.address}\n`);
}
