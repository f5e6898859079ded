/**
 * The quarantine directory: made with mode 0750 when it is missing, refused when it is open to everybody, since it holds
 * other people's mail. Throws MailsiftError (temporary: mail waits until an administrator has mended it).
 */
import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MailsiftError } from '../errors.ts';
import type { QuarantineOptions } from './options.ts';

const MODE = 0o750;
const OTHERS = 0o007;

/** The folder for files of this mail id, which exists afterwards. */
export async function prepareFolder(options: QuarantineOptions, mailId: string): Promise<string> {
  const { directory, subdirectoryLevels } = options;
  try {
    // The umask (077 under pipe(8)) must not keep the group out, for whom the quarantine commands are.
    if ((await mkdir(directory, { recursive: true, mode: MODE })) !== undefined) await chmod(directory, MODE);
    await refuseOpen(directory);
    let folder = directory;
    for (const name of mailId.slice(0, subdirectoryLevels)) {
      folder = join(folder, name);
      if ((await mkdir(folder, { recursive: true, mode: MODE })) !== undefined) await chmod(folder, MODE);
    }
    return folder;
  } catch (error) {
    if (error instanceof MailsiftError) throw error;
    throw new MailsiftError(`quarantine directory ${directory}: cannot be used`, { cause: error });
  }
}

/** Also for reading: whoever could have put a file there could have put anything there. */
export async function refuseOpen(directory: string): Promise<void> {
  const { mode } = await stat(directory);
  if ((mode & OTHERS) !== 0) {
    const shown = (mode & 0o7777).toString(8).padStart(4, '0');
    throw new MailsiftError(
      `quarantine directory ${directory} is open to everybody (mode ${shown}): chmod o= ${directory}`,
    );
  }
}
