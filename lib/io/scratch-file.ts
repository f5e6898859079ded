/**
 * A file without a name, for bytes that another process reads (or writes) through its descriptor: created in a folder
 * of its own that only we may enter and unlinked at once, so that nothing is left behind however this process ends.
 */
import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Opens it for reading and writing. Throws the system's error. */
export async function openScratchFile(directory: string): Promise<FileHandle> {
  const folder = mkdtempSync(join(directory, 'mailsift-'));
  try {
    return await open(join(folder, 'message'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes all of it at `position`, or throws. The file offset stays where it is: a process given the descriptor reads from the start. */
export function writeAll(file: FileHandle, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file.fd, bytes, done, bytes.length - done, position + done);
  }
}
