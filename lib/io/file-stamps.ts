/**
 * What files and folders looked like when something was made of their contents, to tell later whether that still holds.
 * A stamp is size, inode and the times of the last change of contents and of state (stat(2)); that of a folder changes when a
 * name in it comes or goes. What does not exist has a stamp too, so that it is noticed when it appears.
 *
 * An image compares hundreds of them before it does anything: they are numbers in one row, and no text is made of them.
 */
import { statSync, type Stats } from 'node:fs';

const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const MISSING = -1;

export class FileStamps {
  readonly #paths: string[] = [];
  /** Four a path: size (of a folder 0), inode, mtime and ctime in milliseconds; all MISSING: there is nothing. */
  readonly #numbers: number[] = [];

  /** Call it before reading, so that a change in between is noticed. The first stamp counts. */
  note(path: string): void {
    if (this.#paths.includes(path)) return;
    this.#paths.push(path);
    const stat = statOf(path);
    if (stat === undefined) this.#numbers.push(MISSING, MISSING, MISSING, MISSING);
    else this.#numbers.push(sizeOf(stat), stat.ino, stat.mtimeMs, stat.ctimeMs);
  }

  /** The first path that is not what it was. */
  changed(): string | undefined {
    const paths = this.#paths;
    const numbers = this.#numbers;
    for (let index = 0, at = 0; index < paths.length; index += 1, at += 4) {
      const path = paths[index] ?? '';
      const stat = statOf(path);
      const isSame =
        stat === undefined
          ? numbers[at] === MISSING
          : numbers[at + 2] === stat.mtimeMs &&
            numbers[at + 3] === stat.ctimeMs &&
            numbers[at + 1] === stat.ino &&
            numbers[at] === sizeOf(stat);
      if (!isSame) return path;
    }
    return undefined;
  }
}

function sizeOf({ mode, size }: Stats): number {
  return (mode & S_IFMT) === S_IFDIR ? 0 : size;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, NO_THROW);
  } catch {
    // In the way is a file, or a folder that must not be entered: as good as missing.
    return undefined;
  }
}

const NO_THROW = { throwIfNoEntry: false } as const;
