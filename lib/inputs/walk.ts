/**
 * The files behind a path that a person names: the file itself; of a Maildir (a folder with `cur` and `new`) what is in
 * these two and in its subfolders (`.Sent`); of any other folder all files below it. In folders, names that begin
 * with a dot, symbolic links to folders, and whatever is no regular file are left out. In the order of the names.
 */
import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { describeError } from '../errors.ts';

export type FoundFile =
  | { readonly kind: 'file'; readonly path: string; readonly sizeBytes: number }
  /** A named pipe or a device that a person named: to be read as a stream. */
  | { readonly kind: 'stream'; readonly path: string }
  | { readonly kind: 'trouble'; readonly path: string; readonly why: string };

const MAX_DEPTH = 64;

export function* walk(path: string): Generator<FoundFile> {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) yield* walkFolder(path, 0);
    else if (stat.isFile()) yield { kind: 'file', path, sizeBytes: stat.size };
    else yield { kind: 'stream', path };
  } catch (thrown) {
    yield { kind: 'trouble', path, why: describeError(thrown) };
  }
}

function* walkFolder(folder: string, depth: number): Generator<FoundFile> {
  if (depth > MAX_DEPTH) {
    yield { kind: 'trouble', path: folder, why: `folders nested deeper than ${MAX_DEPTH}` };
    return;
  }
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (thrown) {
    yield { kind: 'trouble', path: folder, why: describeError(thrown) };
    return;
  }
  const inFolder = isMaildir(entries) ? isMaildirEntry : isPlainEntry;
  const chosen = entries.filter(inFolder).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of chosen) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walkFolder(path, depth + 1);
    else yield* regularFile(path);
  }
}

function isMaildir(entries: readonly Dirent[]): boolean {
  return ['cur', 'new'].every(name => entries.some(entry => entry.name === name && entry.isDirectory()));
}

/** Files beside `cur` and `new` are indexes and settings of IMAP servers; `tmp` holds unfinished deliveries. */
function isMaildirEntry(entry: Dirent): boolean {
  return entry.isDirectory() && (['cur', 'new'].includes(entry.name) || /^\.[^.]/.test(entry.name));
}

function isPlainEntry(entry: Dirent): boolean {
  return !entry.name.startsWith('.');
}

function* regularFile(path: string): Generator<FoundFile> {
  try {
    const stat = statSync(path);
    if (stat.isFile()) yield { kind: 'file', path, sizeBytes: stat.size };
  } catch (thrown) {
    yield { kind: 'trouble', path, why: describeError(thrown) };
  }
}
