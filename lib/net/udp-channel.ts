/**
 * A UDP socket to one name server, connected, so that the system takes datagrams from that address and port only and tells when
 * nobody listens there. It is open, and what is sent is on its way, before the call returns: rules that run for a while do not
 * hold it up. It does not keep the process alive.
 */
import { randomBytes } from 'node:crypto';
import type * as Dgram from 'node:dgram';
import { createRequire } from 'node:module';
import type { DnsServerAddress } from './dns-server.ts';

const require = createRequire(import.meta.url);

export interface UdpChannel {
  readonly send: (bytes: Buffer) => void;
  readonly close: () => void;
}

export interface ChannelOptions {
  readonly server: DnsServerAddress;
  /** Local ports to choose from at random (dns_local_ports_permit); empty: the system chooses, at random as well. */
  readonly localPorts: Uint16Array;
  readonly onMessage: (bytes: Buffer) => void;
  /** The server cannot be reached; nothing more comes of this channel. */
  readonly onFailure: () => void;
}

/** Ports that are in use already; SpamAssassin tries as often. */
const PORT_ATTEMPTS = 50;

export function openUdpChannel(options: ChannelOptions): UdpChannel {
  const { server, localPorts, onMessage, onFailure } = options;
  let isOver = false;
  let socket: Dgram.Socket | undefined;
  const close = (): void => {
    isOver = true;
    socket?.close();
    socket = undefined;
  };
  const fail = (): void => {
    if (isOver) return;
    close();
    onFailure();
  };
  try {
    socket = boundSocket(server, localPorts);
    socket.on('message', bytes => {
      if (!isOver) onMessage(bytes);
    });
    socket.on('error', fail);
    socket.connect(server.port, server.host);
    socket.unref();
  } catch {
    // Told later, as all else: the caller has not got the channel yet.
    setImmediate(fail);
  }
  return {
    send: bytes => {
      if (isOver) return;
      socket?.send(bytes, error => {
        if (error !== null) fail();
      });
    },
    close,
  };
}

function boundSocket(server: DnsServerAddress, localPorts: Uint16Array): Dgram.Socket {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === PORT_ATTEMPTS;
    const socket = newSocket(server);
    let problem: Error | undefined;
    socket.once('error', error => (problem = error));
    // Without a lookup that waits, bind() is done when it returns, or has told of its error.
    socket.bind({ port: isLast ? 0 : randomPort(localPorts), exclusive: true });
    if (problem === undefined) {
      socket.removeAllListeners('error');
      return socket;
    }
    socket.close();
    if (isLast) throw problem;
  }
}

function newSocket({ host }: DnsServerAddress): Dgram.Socket {
  // An image cannot hold it.
  const { createSocket } = require('node:dgram') as typeof Dgram;
  const isV6 = host.includes(':');
  return createSocket({
    type: isV6 ? 'udp6' : 'udp4',
    lookup: (address, _options, done) => {
      done(null, address, isV6 ? 6 : 4);
    },
  });
}

function randomPort(localPorts: Uint16Array): number {
  if (localPorts.length === 0) return 0;
  return localPorts[randomBytes(4).readUInt32BE() % localPorts.length] ?? 0;
}
