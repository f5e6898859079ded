/** One query over TCP (RFC 7766), for an answer that does not fit into a datagram. */
import { createRequire } from 'node:module';
import type * as Net from 'node:net';
import type { DnsServerAddress } from './dns-server.ts';

const require = createRequire(import.meta.url);

export interface TcpExchange {
  readonly close: () => void;
}

/** `done` is called once, with the answer or undefined: no connection, or an answer that is not whole. Not after close(). */
export function askOverTcp(
  { host, port }: DnsServerAddress,
  query: Buffer,
  done: (bytes: Buffer | undefined) => void,
): TcpExchange {
  // An image cannot hold it.
  const { connect } = require('node:net') as typeof Net;
  const socket = connect({ host, port, autoSelectFamily: false });
  let isOver = false;
  const end = (bytes: Buffer | undefined): void => {
    if (isOver) return;
    isOver = true;
    socket.destroy();
    done(bytes);
  };
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  let wantedBytes: number | undefined;
  socket.unref();
  socket.on('error', () => {
    end(undefined);
  });
  socket.on('close', () => {
    end(undefined);
  });
  socket.on('data', (piece: Buffer) => {
    pieces.push(piece);
    sizeBytes += piece.length;
    if (sizeBytes < 2) return;
    wantedBytes ??= Buffer.concat(pieces).readUInt16BE(0);
    if (sizeBytes >= wantedBytes + 2) end(Buffer.concat(pieces).subarray(2, wantedBytes + 2));
  });
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  socket.write(Buffer.concat([length, query]));
  return {
    close: () => {
      isOver = true;
      socket.destroy();
    },
  };
}
