/**
 * One exchange with a daemon over a unix or TCP socket: all of the input, our side closed, then all of the answer until the
 * other side closes. Bounded in size and time; never rejects.
 */
import { createRequire } from 'node:module';
import type * as Net from 'node:net';
import type { ExchangeAnswer, ExchangeRequest, SocketAddress } from './helpers.ts';

const require = createRequire(import.meta.url);

const MAX_ANSWER_BYTES = 256 * 1024;
/** Codes of a connection that did not come about. */
const ABSENT = new Set(['ENOENT', 'ECONNREFUSED', 'EACCES', 'ENOTFOUND', 'EAI_AGAIN', 'ENOTSOCK']);

export function socketExchange(request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeAnswer> {
  const { address, input, limitMs } = request;
  return new Promise(resolve => {
    const socket = connect(address);
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const end = (answer: ExchangeAnswer): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(answer);
    };
    const fail = (why: string, isAbsent = false): void => {
      end({ state: 'failed', why: `${formatAddress(address)}: ${why}`, isAbsent });
    };
    const abort = (): void => {
      fail('not waited for any longer');
    };
    const timer = setTimeout(() => {
      fail(`no answer within ${(limitMs / 1000).toFixed(1)} s`);
    }, limitMs);
    signal.addEventListener('abort', abort);
    socket.on('error', (thrown: NodeJS.ErrnoException) => {
      // It may have heard enough, and answered already.
      if (thrown.code === 'EPIPE') return;
      fail(thrown.message, ABSENT.has(thrown.code ?? ''));
    });
    socket.on('data', chunk => {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_ANSWER_BYTES) fail(`more than ${MAX_ANSWER_BYTES} bytes of answer`);
      else chunks.push(Buffer.from(chunk));
    });
    socket.on('close', () => {
      end({ state: 'answered', output: Buffer.concat(chunks).toString('latin1') });
    });
    socket.end(input);
  });
}

/** Loaded here and not before: a start-up snapshot cannot hold it. */
function connect(address: SocketAddress): Net.Socket {
  const net = require('node:net') as typeof Net;
  switch (address.kind) {
    case 'unix':
      return net.connect({ path: address.path });
    case 'tcp':
      return net.connect({ host: address.host, port: address.port });
  }
}

export function formatAddress(address: SocketAddress): string {
  switch (address.kind) {
    case 'unix':
      return address.path;
    case 'tcp':
      return `[${address.host}]:${address.port}`;
  }
}
