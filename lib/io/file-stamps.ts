/**
 * What files and folders looked like when something was made of their contents, to tell later whether that still holds.
 * A stamp is size, inode and the times of the last change of contents and of state (stat(2)); that of a folder changes when a
 * name in it comes or goes. What does not exist has a stamp too, so that it is noticed when it appears.
 */
import { statSync } from 'node:fs';

const MISSING = 'missing';

export class FileStamps {
  readonly #stamps = new Map<string, string>();

  /** Call it before reading, so that a change in between is noticed. The first stamp counts. */
  note(path: string): void {
    if (!this.#stamps.has(path)) this.#stamps.set(path, stampOf(path));
  }

  /** The first path that is not what it was. */
  changed(): string | undefined {
    for (const [path, stamp] of this.#stamps) if (stampOf(path) !== stamp) return path;
    return undefined;
  }
}

function stampOf(path: string): string {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return MISSING;
    const size = stat.isDirectory() ? '' : stat.size;
    return `${size} ${stat.ino} ${stat.mtimeMs} ${stat.ctimeMs}`;
  } catch {
    // In the way is a file, or a folder that must not be entered: as good as missing.
    return MISSING;
  }
}
