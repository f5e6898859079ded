/**
 * Puts one message into the quarantine: header block, then the original byte for byte.
 *
 * The file is written under a temporary name in the same folder, flushed to disk, then linked to its final name, so that
 * a crash never leaves half a file there. A file of the same mail id is a retry of the same message and counts as
 * stored. Whatever goes wrong (disk full, permissions) is a temporary MailsiftError, and the temporary file is removed.
 */
import { randomBytes } from 'node:crypto';
import { access, link, open, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { MailsiftError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import { composeBlock } from './block.ts';
import { prepareFolder } from './directory.ts';
import { formatFileName, possibleNames } from './file-name.ts';
import { isMailId } from './mail-id.ts';
import type { QuarantineMeta } from './meta.ts';
import type { QuarantineOptions } from './options.ts';

export interface StoredItem {
  readonly mailId: string;
  readonly path: string;
  /** Relative to the quarantine directory, for the log: `S/spam-SvjFaxs_mgzs.gz`. */
  readonly name: string;
  /** It was there already: this is a retry. */
  readonly alreadyStored: boolean;
}

/** Temporary files begin like this; what a crash left of them is removed by the purge. */
export const TEMPORARY_PREFIX = '.tmp-';

const FILE_MODE = 0o640;

export async function storeQuarantine(
  options: QuarantineOptions,
  source: ByteSource,
  meta: QuarantineMeta,
): Promise<StoredItem> {
  const { mailId, kind } = meta;
  if (!isMailId(mailId)) throw new MailsiftError(`quarantine: ${JSON.stringify(mailId)} is no mail id`);
  const folder = await prepareFolder(options, mailId);
  const item = (path: string, alreadyStored: boolean): StoredItem => ({
    mailId,
    path,
    name: relative(options.directory, path),
    alreadyStored,
  });

  const existing = await findExisting(folder, mailId);
  if (existing !== null) return item(existing, true);

  const path = join(folder, formatFileName({ kind, mailId, gzip: options.gzip }));
  const temporary = join(folder, `${TEMPORARY_PREFIX}${mailId}-${randomBytes(6).toString('hex')}`);
  try {
    await writeWhole(temporary, options.gzip, blockAndOriginal(source, meta));
    const isNew = await publish(temporary, path);
    await syncFolder(folder);
    return item(path, !isNew);
  } catch (error) {
    throw new MailsiftError(`quarantine: cannot write ${path}`, { cause: error });
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function findExisting(folder: string, mailId: string): Promise<string | null> {
  for (const name of possibleNames(mailId)) {
    const path = join(folder, name);
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
  }
  return null;
}

function* blockAndOriginal(source: ByteSource, meta: QuarantineMeta): Generator<Buffer> {
  yield composeBlock(meta, source.sizeBytes);
  yield* source.chunks();
}

async function writeWhole(path: string, gzip: boolean, bytes: Iterable<Buffer>): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await file.chmod(FILE_MODE);
    const input = Readable.from(bytes, { objectMode: false });
    const output = async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) await file.appendFile(chunk);
    };
    if (gzip) await pipeline(input, createGzip(), output);
    else await pipeline(input, output);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** false: the final name was taken meanwhile, by another run for the same message. */
async function publish(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    if (!isErrno(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
    // A file system without hard links.
    await rename(temporary, path);
    return true;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some(code => code === error.code);
}
