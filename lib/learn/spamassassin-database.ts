/**
 * Reads a Bayes database of SpamAssassin as its files are: bayes_toks and bayes_seen (Berkeley DB, spec 5.5), and bayes_journal
 * with what has not been put into them yet. SpamAssassin need not be installed. Nothing is written.
 *
 * Named by its folder, or in the form of bayes_path (`/var/lib/spamassassin/bayes`, to which `_toks` is added). Throws a
 * UsageError that says what is wrong and what else can be done.
 */
import { existsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { tokenKey } from '../bayes/token-key.ts';
import { describeError, UsageError } from '../errors.ts';
import { fileSource } from '../io/file-source.ts';
import type { ByteSource } from '../io/source.ts';
import type { MessageClass, TokenCounts } from '../store/bayes/bayes-store.ts';
import { berkeleyHashEntries } from '../store/berkeley-hash.ts';
import { applyJournal, type Database } from './spamassassin-journal.ts';

/** In front of the names of what is no token. Before version 3 a token was kept as its text. */
const MAGIC = '\x0d\x01\x07\x09\x03';
const TEXT_TOKENS_VERSION = 2;
const HASHED_TOKENS_VERSION = 3;
const ELSE = 'where SpamAssassin is installed: sa-learn --backup >FILE, then: mailsift learn --restore FILE';

export async function readSpamAssassinDatabase(path: string, nowS: number): Promise<Database> {
  const base = basePath(path);
  try {
    const database = await withFile(`${base}_toks`, file => readTokens(file, `${base}_toks`, nowS));
    if (existsSync(`${base}_seen`)) {
      await withFile(`${base}_seen`, file => readSeen(file, `${base}_seen`, database.seen));
    }
    // The older one is of a sync that did not come to its end.
    for (const journal of [`${base}_journal.old`, `${base}_journal`]) {
      if (existsSync(journal)) await withFile(journal, file => applyJournal(file, database));
    }
    return database;
  } catch (thrown) {
    throw new UsageError(`${describeError(thrown)}; ${ELSE}`, { cause: thrown });
  }
}

function basePath(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const base = isFolder ? join(path, 'bayes') : path.replace(/_(?:toks|seen|journal)$/, '');
  if (!existsSync(`${base}_toks`))
    throw new UsageError(
      `${base}_toks is not there; name the folder of the database (often ~/.spamassassin), or what bayes_path says`,
    );
  return base;
}

/** What changes while it is read may be anything. */
async function withFile<T>(path: string, read: (file: ByteSource) => T): Promise<T> {
  const handle = await open(path);
  try {
    const before = await handle.stat();
    const result = read(fileSource(handle, before.size));
    const after = await handle.stat();
    if (after.mtimeMs !== before.mtimeMs || after.size !== before.size)
      throw new UsageError(`${path} changed while it was read; stop what uses it, or try again`);
    return result;
  } finally {
    await handle.close();
  }
}

function readTokens(file: ByteSource, name: string, nowS: number): Database {
  const entries = new Map<string, TokenCounts>();
  const facts = new Map<string, number>();
  for (const { key, value } of berkeleyHashEntries(file, name)) {
    if (key.startsWith(MAGIC)) {
      facts.set(key.slice(MAGIC.length), Number(value));
      continue;
    }
    const counts = unpacked(Buffer.from(value, 'latin1'), nowS);
    if (counts !== undefined && (counts.spam > 0 || counts.ham > 0)) entries.set(key, counts);
  }
  const version = facts.get('DBVERSION');
  if (version !== HASHED_TOKENS_VERSION && version !== TEXT_TOKENS_VERSION)
    throw new UsageError(`${name} is a database of version ${version ?? 0}; only 2 and 3 can be read`);
  const tokens =
    version === HASHED_TOKENS_VERSION
      ? entries
      : new Map([...entries].map(([text, counts]) => [tokenKey(text), counts]));
  return {
    tokens,
    seen: new Map<string, MessageClass>(),
    totals: { spam: facts.get('NSPAM') ?? 0, ham: facts.get('NHAM') ?? 0 },
  };
}

/** One byte with two counts below 8 and the time, or a zero, two counts and the time. */
function unpacked(value: Buffer, nowS: number): TokenCounts | undefined {
  const first = value[0] ?? 0;
  const form = first & 0xc0;
  if (form === 0xc0 && value.length >= 5) {
    return { spam: (first >> 3) & 7, ham: first & 7, atimeS: Math.min(value.readUInt32LE(1), nowS) };
  }
  if (form === 0 && value.length >= 13) {
    const atimeS = Math.min(value.readUInt32LE(9), nowS);
    return { spam: value.readUInt32LE(1), ham: value.readUInt32LE(5), atimeS };
  }
  return undefined;
}

function readSeen(file: ByteSource, name: string, seen: Map<string, MessageClass>): void {
  for (const { key, value } of berkeleyHashEntries(file, name)) {
    if (value === 's' || value === 'h') seen.set(key, value === 's' ? 'spam' : 'ham');
  }
}
