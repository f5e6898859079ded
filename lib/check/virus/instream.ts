/**
 * One INSTREAM scan through the clamscan package: bytes to a clamd, its reply back.
 *
 * The package (2.4.0) frames the stream. What it does not do is done here, around it: it gets one end of a stream pair
 * instead of the socket, so that a broken connection reaches us and not its console.error; the source waits until the
 * stream has drained, since the package ignores back pressure; the reply is kept as it came, since the package takes
 * `x: OK y` and the like for clean; and the socket is destroyed on every way out, the deadline's too.
 *
 * Rejects when there is no connection or it breaks before the reply, and when the deadline comes. `pauseMs` slows sending down. A clean reply counts
 * only after all was sent, and if the package agrees.
 */
import type NodeClam from 'clamscan';
import type { Socket } from 'node:net';
import { duplexPair, Readable, type Duplex } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { MailsiftError } from '../../errors.ts';
import type { Deadline } from '../../deadline.ts';
import type { ClamdAddress } from './address.ts';
import { connectClamd } from './connect.ts';
import { parseScanReply, type ScanReply } from './reply.ts';

/** clamd's replies are shorter by far: `stream: NAME FOUND`. */
const MAX_REPLY_BYTES = 8192;

export async function scanInstream(
  address: ClamdAddress,
  chunks: Iterable<Buffer>,
  deadline: Deadline,
  pauseMs = 0,
): Promise<ScanReply> {
  const [packageEnd, ourEnd] = duplexPair();
  const clam = await packageOver(packageEnd);
  const socket = await connectClamd(address, deadline);
  const progress = { read: false };
  const source = Readable.from(paced(chunks, packageEnd, pauseMs, progress), { highWaterMark: 1 });
  try {
    const atReply = { sentAll: false };
    socket.once('data', () => {
      atReply.sentAll = progress.read && [packageEnd, socket].every(stream => stream.writableLength === 0);
    });
    const reply = Promise.race([collectReply(socket, ourEnd), failureOf(source)]);
    // The package writes a chunk's size and its bytes one after the other: sent together, clamd cannot close in between.
    ourEnd.on('data', () => {
      socket.cork();
      void setImmediate().then(() => socket.uncork());
    });
    ourEnd.pipe(socket);
    const agrees = clam.scanStream(source).then(
      ({ isInfected }) => isInfected === false,
      () => false,
    );
    const parsed = parseScanReply(await deadline.race(reply, 'scan'));
    if (parsed.kind !== 'clean') return parsed;
    if (atReply.sentAll && (await deadline.race(agrees, 'scan'))) return parsed;
    return { kind: 'failure', text: 'reply came before the whole content was sent' };
  } finally {
    source.destroy();
    socket.destroy();
    packageEnd.destroy();
    ourEnd.destroy();
  }
}

/** The content could not be read: without this the scan would wait for its deadline. */
function failureOf(source: Readable): Promise<never> {
  return new Promise((_, reject) => source.once('error', reject));
}

/** A NodeClam that talks over `stream` and starts no program. `socket` only tells it that this is not a local scan. */
async function packageOver(stream: Duplex): Promise<NodeClam> {
  const { default: Package } = await import('clamscan');
  class NodeClamOverStream extends Package {
    override _initSocket(): Promise<Duplex> {
      return Promise.resolve(stream);
    }
  }
  return new NodeClamOverStream().init({
    preference: 'none',
    clamdscan: { socket: 'unused', path: null, bypassTest: true, localFallback: false },
    clamscan: { path: null, active: false },
  });
}

/**
 * Everything the peer sends until it closes, passed on to `copyTo` as well. A connection that breaks after a reply has
 * come still counts as that reply: clamd closes at once when a stream is too large, and the rest of it hits a closed socket.
 */
function collectReply(socket: Socket, copyTo: Duplex): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    let receivedBytes = 0;
    let failure: Error = new MailsiftError('connection closed without a reply');
    socket.on('error', error => (failure = error));
    socket.on('data', (data: Buffer) => {
      received.push(data);
      receivedBytes += data.length;
      if (receivedBytes > MAX_REPLY_BYTES) {
        failure = new MailsiftError(`reply longer than ${MAX_REPLY_BYTES} bytes`);
        received.length = 0;
        socket.destroy();
      } else if (copyTo.writable) copyTo.write(data);
    });
    // Else 'close' would wait for what we still have to send.
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      copyTo.end();
      if (received.length > 0) resolve(Buffer.concat(received));
      else reject(failure);
    });
  });
}

/**
 * The chunks, each when `stream` has taken the one before; ends early when it is closed. The event loop looks for a reply
 * before each one, since a write to a closed connection destroys the socket with the reply still unread in it; a pause
 * gives that reply the time to come.
 */
async function* paced(
  chunks: Iterable<Buffer>,
  stream: Duplex,
  pauseMs: number,
  progress: { read: boolean },
): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    if (stream.writableNeedDrain) await drained(stream);
    await (pauseMs === 0 ? setImmediate() : setTimeout(pauseMs));
    if (stream.destroyed) return;
    yield chunk;
  }
  progress.read = true;
}

function drained(stream: Duplex): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}
