/**
 * The messages that `mailsift tag` is given as files and folders, one after the other, each open while it is worked on. A
 * file is one message, with its mbox line if it has one; with --mbox, or when its name says so, it is an mbox file. Of a
 * folder the files in it are taken, of a Maildir those in new and cur. What cannot be read is an entry too.
 */
import { readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError } from '../errors.ts';
import { fileSource } from '../io/file-source.ts';
import type { ByteSource } from '../io/source.ts';
import { subSource } from '../io/sub-source.ts';
import { mboxMessages } from '../inputs/mbox.ts';

export type TagInput =
  | { readonly kind: 'message'; readonly name: string; readonly source: ByteSource }
  | { readonly kind: 'trouble'; readonly name: string; readonly why: string };

export async function* tagInputs(paths: readonly string[], mbox: boolean): AsyncGenerator<TagInput> {
  for (const path of paths) {
    try {
      for (const file of filesOf(path)) yield* messagesOf(file, mbox || /\.mbox$/i.test(file));
    } catch (thrown) {
      yield { kind: 'trouble', name: path, why: describeError(thrown) };
    }
  }
}

async function* messagesOf(path: string, mbox: boolean): AsyncGenerator<TagInput> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const source = fileSource(file, size);
    if (mbox) yield* mboxParts(path, source);
    else yield { kind: 'message', name: path, source };
  } finally {
    await file.close();
  }
}

/** The separator line belongs to the message behind it. */
function* mboxParts(path: string, source: ByteSource): Generator<TagInput> {
  let start = 0;
  for (const { number, end } of mboxMessages(source)) {
    yield { kind: 'message', name: `${path}#${number}`, source: subSource(source, start, end) };
    start = end;
  }
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path);
  const folders =
    names.includes('cur') || names.includes('new')
      ? ['new', 'cur'].filter(one => names.includes(one))
      : ['.'];
  return folders.flatMap(folder =>
    readdirSync(join(path, folder), { withFileTypes: true })
      .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
      .map(entry => join(path, folder, entry.name))
      .sort(),
  );
}
