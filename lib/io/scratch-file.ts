/**
 * A file without a name, for bytes that another process reads (or writes) through its descriptor: created in a folder
 * of its own that only we may enter and unlinked at once, so that nothing is left behind however this process ends.
 *
 * Opened in one go: a process for one message would else start threads for it.
 */
import { closeSync, mkdtempSync, openSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A FileHandle of node:fs/promises is one, too. */
export interface OpenFile {
  readonly fd: number;
  close(): Promise<void>;
}

/** Opens it for reading and writing. Throws the system's error. */
export function openScratchFile(directory: string): OpenFile {
  const folder = mkdtempSync(join(directory, 'mailsift-'));
  const path = join(folder, 'message');
  try {
    const fd = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return {
      fd,
      close: () =>
        new Promise(resolve => {
          closeSync(fd);
          resolve();
        }),
    };
  } finally {
    rmdirSync(folder);
  }
}

/** Writes all of it at `position`, or throws. The file offset stays where it is: a process given the descriptor reads from the start. */
export function writeAll(file: Pick<OpenFile, 'fd'>, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file.fd, bytes, done, bytes.length - done, position + done);
  }
}
