/**
 * The files behind a path that a person names: the file itself; of a Maildir (a folder with `cur` and `new`) what is in
 * these two and, if wanted, in its subfolders (`.Sent`); of any other folder all files below it. In folders, names that
 * begin with a dot, symbolic links to folders, and whatever is no regular file are left out. In the order of the names.
 */
import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { describeError } from '../errors.ts';

export type FoundFile =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly sizeBytes: number;
      /** It lies in a Maildir: one message, whatever it begins with. */
      readonly isMessage: boolean;
    }
  /** A named pipe or a device that a person named: to be read as a stream. */
  | { readonly kind: 'stream'; readonly path: string }
  | { readonly kind: 'trouble'; readonly path: string; readonly why: string };

export interface WalkOptions {
  /** The subfolders of a Maildir are folders of their own: Sent, Junk. */
  readonly subfolders: boolean;
  /** What its reader has marked as deleted: flag T in a Maildir, a comma in front of the name in an MH folder. */
  readonly deleted: boolean;
}

const MAX_DEPTH = 64;

export function* walk(path: string, options: WalkOptions): Generator<FoundFile> {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) yield* walkFolder(path, 0, options);
    else if (stat.isFile()) yield { kind: 'file', path, sizeBytes: stat.size, isMessage: false };
    else yield { kind: 'stream', path };
  } catch (thrown) {
    yield { kind: 'trouble', path, why: describeError(thrown) };
  }
}

function* walkFolder(folder: string, depth: number, options: WalkOptions): Generator<FoundFile> {
  if (depth > MAX_DEPTH) {
    yield { kind: 'trouble', path: folder, why: `folders nested deeper than ${MAX_DEPTH}` };
    return;
  }
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (thrown) {
    yield { kind: 'trouble', path: folder, why: describeError(thrown) };
    return;
  }
  const isMaildir = ['cur', 'new'].every(name => entries.some(one => one.name === name && one.isDirectory()));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (isMaildir) {
      // Files beside `cur` and `new` are indexes and settings of IMAP servers; `tmp` holds unfinished deliveries.
      if (!entry.isDirectory()) continue;
      if (['cur', 'new'].includes(entry.name)) yield* deliveredFiles(path, options);
      else if (options.subfolders && /^\.[^.]/.test(entry.name)) yield* walkFolder(path, depth + 1, options);
    } else if (isWanted(entry.name, options)) {
      if (entry.isDirectory()) yield* walkFolder(path, depth + 1, options);
      else yield* regularFile(path, false);
    }
  }
}

/** Those in `cur` or `new`. */
function* deliveredFiles(folder: string, { deleted }: WalkOptions): Generator<FoundFile> {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (thrown) {
    yield { kind: 'trouble', path: folder, why: describeError(thrown) };
    return;
  }
  for (const name of names) {
    if (name.startsWith('.') || (!deleted && /:2,[^,]*T/.test(name))) continue;
    yield* regularFile(join(folder, name), true);
  }
}

function isWanted(name: string, { deleted }: WalkOptions): boolean {
  return !name.startsWith('.') && (deleted || !name.startsWith(','));
}

function* regularFile(path: string, isMessage: boolean): Generator<FoundFile> {
  try {
    const stat = statSync(path);
    if (stat.isFile()) yield { kind: 'file', path, sizeBytes: stat.size, isMessage };
  } catch (thrown) {
    // Its reader moves and renames messages in a Maildir all the time.
    if (isMessage && (thrown as NodeJS.ErrnoException).code === 'ENOENT') return;
    yield { kind: 'trouble', path, why: describeError(thrown) };
  }
}
