/**
 * Writes to a stream and waits until it has taken the bytes. A reader who has gone (EPIPE: `| head`) is no error but an
 * answer; any other failure to write rejects.
 */
import type { Writable } from 'node:stream';

export interface Output {
  /** Resolves to false when nobody reads any more. */
  write(piece: string | Buffer): Promise<boolean>;
}

export function outputTo(stream: Writable): Output {
  // Without a listener an error would end the process; each write reports its own.
  stream.on('error', () => undefined);
  return {
    write: piece =>
      new Promise((resolve, reject) => {
        stream.write(piece, error => {
          if (error === null || error === undefined) resolve(true);
          else if ((error as NodeJS.ErrnoException).code === 'EPIPE') resolve(false);
          else reject(error);
        });
      }),
  };
}
