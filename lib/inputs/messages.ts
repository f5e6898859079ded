/**
 * All messages that a command was asked to look at, one after the other, each open only while it is looked at. Files may be
 * compressed. A file that cannot be read is an entry too, and the next one follows.
 */
import { constants, createReadStream, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { compose, type Readable } from 'node:stream';
import { describeError, MailsiftError } from '../errors.ts';
import { closeSource } from '../io/close-source.ts';
import { fileSource } from '../io/file-source.ts';
import { memorySource } from '../io/memory-source.ts';
import { receive, type SpoolOptions } from '../io/receive.ts';
import type { ByteSource } from '../io/source.ts';
import { compressionOf, MAGIC_BYTES } from './compression.ts';
import { mboxMessages } from './mbox.ts';
import { walk, type FoundFile, type WalkOptions } from './walk.ts';

export interface MessageInputs {
  /** `-` is standard input. */
  readonly paths: readonly string[];
  readonly stdin: Readable;
  /** What standard input holds: one message whatever it begins with, or, if it looks so, an mbox. */
  readonly stdinHolds: 'message' | 'mbox';
  readonly spool: SpoolOptions;
  readonly walk: WalkOptions;
}

export type MessageInput =
  | {
      readonly kind: 'message';
      /** The path; with `#n` behind it for the nth message of an mbox file. */
      readonly name: string;
      /** Valid until the next entry is asked for. */
      readonly source: ByteSource;
      /** The `From ` line in front of it, for a message of an mbox file. */
      readonly fromLine?: string;
      /** Bytes of the inputs up to the end of this message, for a progress bar. */
      readonly bytesSeen: number;
    }
  | { readonly kind: 'trouble'; readonly name: string; readonly why: string };

/** A compressed file that becomes larger than this is not read. */
const MAX_DECOMPRESSED_BYTES = 2 ** 30;
const SMALL_BYTES = 2 ** 20;
/** Waits for nothing, should a pipe have taken the place of the file. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

export async function* messageInputs(inputs: MessageInputs): AsyncGenerator<MessageInput> {
  const reading: Reading = { spool: inputs.spool, bytesBefore: 0 };
  for (const path of inputs.paths) {
    if (path === '-') {
      yield* fromStream('-', () => inputs.stdin, inputs.stdinHolds, reading);
      continue;
    }
    for (const found of walk(path, inputs.walk)) yield* fromFound(found, reading);
  }
}

interface Reading {
  readonly spool: SpoolOptions;
  bytesBefore: number;
}

type Form = 'message' | 'mbox';

async function* fromFound(found: FoundFile, reading: Reading): AsyncGenerator<MessageInput> {
  switch (found.kind) {
    case 'trouble':
      yield { kind: 'trouble', name: found.path, why: found.why };
      return;
    case 'stream':
      yield* fromStream(found.path, () => createReadStream(found.path), 'mbox', reading);
      return;
    case 'file':
      yield* fromFile(found, reading);
  }
}

async function* fromFile(
  { path, sizeBytes, isMessage }: FoundFile & { kind: 'file' },
  reading: Reading,
): AsyncGenerator<MessageInput> {
  const form = isMessage ? 'message' : 'mbox';
  let file: FileHandle | undefined;
  try {
    // Where files are many they are small, and read in one go.
    if (sizeBytes <= SMALL_BYTES) {
      yield* fromOpenFile(path, memorySource(readFileSync(path, { flag: READ })), form, reading);
      return;
    }
    file = await open(path, READ);
    yield* fromOpenFile(path, fileSource(file, sizeBytes), form, reading);
  } catch (thrown) {
    // Its reader has moved it meanwhile, as readers of a Maildir do.
    if (isMessage && (thrown as NodeJS.ErrnoException).code === 'ENOENT') return;
    yield { kind: 'trouble', name: path, why: describeError(thrown) };
  } finally {
    await file?.close();
  }
}

async function* fromOpenFile(
  path: string,
  file: ByteSource,
  form: Form,
  reading: Reading,
): AsyncGenerator<MessageInput> {
  const compression = compressionOf(path, file.read(0, MAGIC_BYTES));
  if (compression === undefined) {
    yield* fromSource(path, file, form, reading);
    return;
  }
  const before = reading.bytesBefore;
  if (compression.kind === 'foreign') {
    const why = `compressed with ${compression.name}, which is not read here; unpack it first: ${compression.program}`;
    yield { kind: 'trouble', name: path, why };
  } else {
    const unpacked = () => compose(file.stream(), compression.decompress(), bounded);
    yield* fromStream(path, unpacked, form, reading);
  }
  // The bar counts what lies in the folder.
  reading.bytesBefore = before + file.sizeBytes;
}

async function* bounded(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MAX_DECOMPRESSED_BYTES) throw new MailsiftError('becomes larger than 1 GiB when unpacked');
    yield chunk;
  }
}

async function* fromStream(
  name: string,
  openStream: () => Readable,
  form: Form,
  reading: Reading,
): AsyncGenerator<MessageInput> {
  let source: ByteSource;
  try {
    source = await receive(openStream(), reading.spool);
  } catch (thrown) {
    yield { kind: 'trouble', name, why: describeError(thrown) };
    return;
  }
  try {
    yield* fromSource(name, source, form, reading);
  } finally {
    await closeSource(source);
  }
}

function* fromSource(name: string, file: ByteSource, form: Form, reading: Reading): Generator<MessageInput> {
  const { bytesBefore } = reading;
  if (form === 'message') {
    yield { kind: 'message', name, source: file, bytesSeen: bytesBefore + file.sizeBytes };
  } else {
    try {
      for (const { number, alone, source, fromLine, end } of mboxMessages(file)) {
        yield {
          kind: 'message',
          name: alone ? name : `${name}#${number}`,
          source,
          ...(fromLine === '' ? {} : { fromLine }),
          bytesSeen: bytesBefore + end,
        };
      }
    } catch (thrown) {
      yield { kind: 'trouble', name, why: describeError(thrown) };
    }
  }
  reading.bytesBefore = bytesBefore + file.sizeBytes;
}
