/**
 * What comes in on standard input, in pieces. Whatever is there already is taken at once, without the machinery that waiting
 * needs: that is nearly always the whole message, and saves some milliseconds. The rest, if any, comes as a stream.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const PIECE_BYTES = 64 * 1024;
const STANDARD_INPUT = 0;

/** Throws what the system says of a descriptor that cannot be read. */
export async function* standardInput(): AsyncGenerator<Buffer> {
  const ready = readyInput();
  if (ready !== undefined) {
    try {
      for (;;) {
        const piece = readNow(ready);
        if (piece === undefined) break;
        if (piece.length === 0) return;
        yield piece;
      }
    } finally {
      if (ready !== STANDARD_INPUT) closeSync(ready);
    }
  }
  for await (const piece of process.stdin) yield piece as Buffer;
}

/** A descriptor that never makes us wait; undefined: there is none (a terminal, a socket, another system than Linux). */
function readyInput(): number | undefined {
  try {
    const kind = fstatSync(STANDARD_INPUT);
    if (kind.isFile()) return STANDARD_INPUT;
    // Opened anew, so that others who have the same pipe go on waiting for it as before.
    return kind.isFIFO()
      ? openSync(`/proc/self/fd/${STANDARD_INPUT}`, constants.O_RDONLY | constants.O_NONBLOCK)
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
