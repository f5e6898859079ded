/**
 * All messages that `mailsift scan` was asked for, one after the other, each open only while it is looked at. A file that
 * cannot be read is an entry too, and the next one follows.
 */
import { constants, createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { describeError } from '../errors.ts';
import { fileSource } from '../io/file-source.ts';
import { receive, type SpoolOptions } from '../io/receive.ts';
import type { ByteSource } from '../io/source.ts';
import { closeSource } from '../io/close-source.ts';
import { mboxMessages } from './mbox.ts';
import { walk, type FoundFile } from './walk.ts';

export interface MessageInputs {
  /** `-` is standard input. */
  readonly paths: readonly string[];
  readonly stdin: Readable;
  readonly spool: SpoolOptions;
}

export type MessageInput =
  | {
      readonly kind: 'message';
      /** The path; with `#n` behind it for the nth message of an mbox file. */
      readonly name: string;
      /** Valid until the next entry is asked for. */
      readonly source: ByteSource;
      /** Bytes of the inputs up to the end of this message, for a progress bar. */
      readonly bytesSeen: number;
    }
  | { readonly kind: 'trouble'; readonly name: string; readonly why: string };

export async function* messageInputs(inputs: MessageInputs): AsyncGenerator<MessageInput> {
  const progress = { bytesBefore: 0 };
  for (const path of inputs.paths) {
    if (path === '-') {
      yield* fromStream('-', () => inputs.stdin, inputs.spool, progress);
      continue;
    }
    for (const found of walk(path)) yield* fromFound(found, inputs.spool, progress);
  }
}

interface Progress {
  bytesBefore: number;
}

async function* fromFound(
  found: FoundFile,
  spool: SpoolOptions,
  progress: Progress,
): AsyncGenerator<MessageInput> {
  switch (found.kind) {
    case 'trouble':
      yield { kind: 'trouble', name: found.path, why: found.why };
      return;
    case 'stream':
      yield* fromStream(found.path, () => createReadStream(found.path), spool, progress);
      return;
    case 'file':
      yield* fromFile(found.path, found.sizeBytes, progress);
  }
}

async function* fromFile(path: string, sizeBytes: number, progress: Progress): AsyncGenerator<MessageInput> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (thrown) {
    yield { kind: 'trouble', name: path, why: describeError(thrown) };
    return;
  }
  try {
    yield* fromSource(path, fileSource(file, sizeBytes), progress);
  } finally {
    await file.close();
  }
}

async function* fromStream(
  name: string,
  openStream: () => Readable,
  spool: SpoolOptions,
  progress: Progress,
): AsyncGenerator<MessageInput> {
  let source: ByteSource;
  try {
    source = await receive(openStream(), spool);
  } catch (thrown) {
    yield { kind: 'trouble', name, why: describeError(thrown) };
    return;
  }
  try {
    yield* fromSource(name, source, progress);
  } finally {
    await closeSource(source);
  }
}

function* fromSource(name: string, file: ByteSource, progress: Progress): Generator<MessageInput> {
  try {
    for (const { number, alone, source, end } of mboxMessages(file)) {
      yield {
        kind: 'message',
        name: alone ? name : `${name}#${number}`,
        source,
        bytesSeen: progress.bytesBefore + end,
      };
    }
  } catch (thrown) {
    yield { kind: 'trouble', name, why: describeError(thrown) };
  }
  progress.bytesBefore += file.sizeBytes;
}
