/**
 * What comes in on standard input, in pieces. Whatever is there already is taken at once, without the machinery that waiting
 * needs: that is nearly always the whole message, and saves some milliseconds. The rest, if any, comes as a stream.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const PIECE_BYTES = 64 * 1024;
const STANDARD_INPUT = 0;

/** `descriptor`: another one than that of standard input. Throws what the system says of one that cannot be read. */
export async function* standardInput(descriptor = STANDARD_INPUT): AsyncGenerator<Buffer> {
  const ready = readyInput(descriptor);
  if (ready !== undefined) {
    try {
      for (;;) {
        const piece = readNow(ready);
        if (piece === undefined) break;
        if (piece.length === 0) return;
        yield piece;
      }
    } finally {
      if (ready !== descriptor) closeSync(ready);
    }
  }
  for await (const piece of process.stdin) yield piece as Buffer;
}

/** A descriptor that never makes us wait; undefined: there is none (a terminal, a socket, another system than Linux). */
function readyInput(descriptor: number): number | undefined {
  try {
    const kind = fstatSync(descriptor);
    if (kind.isFile()) return descriptor;
    // Opened anew, so that others who have the same pipe go on waiting for it as before.
    return kind.isFIFO()
      ? openSync(`/proc/self/fd/${descriptor}`, constants.O_RDONLY | constants.O_NONBLOCK)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Empty at the end; undefined: there may be more, later. */
function readNow(descriptor: number): Buffer | undefined {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  try {
    return piece.subarray(0, readSync(descriptor, piece, 0, PIECE_BYTES, null));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
