/**
 * What is in the quarantine. Items are found by listing the directory, never by building a path from what somebody
 * typed; links are not followed. Throws MailsiftError when the directory cannot be read.
 */
import { lstat, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Mailbox } from '../address.ts';
import { MailsiftError, UsageError } from '../errors.ts';
import { refuseOpen } from './directory.ts';
import { parseFileName, type FileName } from './file-name.ts';
import { isMailId } from './mail-id.ts';
import { readBlock } from './read.ts';
import type { QuarantineBlock } from './read-block.ts';

export interface QuarantineFile extends FileName {
  readonly path: string;
  /** Relative to the quarantine directory. */
  readonly name: string;
  readonly storedAt: Date;
}

export interface QuarantineItem extends QuarantineFile {
  readonly block: QuarantineBlock;
}

export interface ListFilter {
  readonly kind?: string;
  /** Part of an address, any case. */
  readonly recipient?: Mailbox;
  readonly sender?: Mailbox;
  readonly since?: Date;
}

const SUBDIRECTORY = /^[A-Za-z0-9_-]$/;
const MAX_LEVELS = 2;

/** Oldest first. */
export async function listFiles(directory: string): Promise<readonly QuarantineFile[]> {
  try {
    await refuseOpen(directory);
    const files = await filesIn(directory, directory, MAX_LEVELS);
    return files.sort(
      (one, other) => one.storedAt.getTime() - other.storedAt.getTime() || (one.name < other.name ? -1 : 1),
    );
  } catch (error) {
    if (error instanceof MailsiftError) throw error;
    // Made when the first message is kept.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new MailsiftError(`quarantine directory ${directory}: cannot be read`, { cause: error });
  }
}

/** Files that are damaged or not ours are left out; `onDamaged` hears of them. */
export async function listQuarantine(
  directory: string,
  filter: ListFilter = {},
  onDamaged: (file: QuarantineFile, error: unknown) => void = () => undefined,
): Promise<readonly QuarantineItem[]> {
  const items: QuarantineItem[] = [];
  for (const file of await listFiles(directory)) {
    if (filter.kind !== undefined && file.kind !== filter.kind) continue;
    if (filter.since !== undefined && file.storedAt < filter.since) continue;
    try {
      const item = { ...file, block: await readBlock(file) };
      if (matches(item.block, filter)) items.push(item);
    } catch (error) {
      onDamaged(file, error);
    }
  }
  return items;
}

/** Throws UsageError for what is no mail id or is not there. */
export async function findItem(directory: string, mailId: string): Promise<QuarantineItem> {
  if (!isMailId(mailId)) {
    throw new UsageError(
      `${JSON.stringify(mailId)} is no mail id: 12 letters, digits, - or _, as 'quarantine list' shows them`,
    );
  }
  const file = (await listFiles(directory)).find(found => found.mailId === mailId);
  if (file === undefined) throw new UsageError(`no message with mail id ${mailId} in ${directory}`);
  return { ...file, block: await readBlock(file) };
}

async function filesIn(directory: string, folder: string, levels: number): Promise<QuarantineFile[]> {
  const files: QuarantineFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = entry.isFile() ? parseFileName(entry.name) : null;
    if (name !== null) {
      const stats = await lstat(path);
      files.push({ ...name, path, name: relative(directory, path), storedAt: stats.mtime });
    } else if (entry.isDirectory() && levels > 0 && SUBDIRECTORY.test(entry.name)) {
      files.push(...(await filesIn(directory, path, levels - 1)));
    }
  }
  return files;
}

function matches(block: QuarantineBlock, { sender, recipient }: ListFilter): boolean {
  const has = (address: Mailbox, part: string): boolean => address.toLowerCase().includes(part.toLowerCase());
  return (
    (sender === undefined || has(block.sender, sender)) &&
    (recipient === undefined || block.recipients.some(address => has(address, recipient)))
  );
}
