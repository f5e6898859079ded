/**
 * SQLite files of ours: opening, making, transactions, and what their errors mean. node:sqlite is loaded when the first one is opened.
 *
 * A file is made whole beside its place and then linked there, so that nobody ever sees half of one. The group may
 * write it where the group may write its folder; made by root, it belongs to the owner of the folder: administrators
 * learn as root what the user of the transport is to read.
 *
 * WAL: readers never wait, writers wait for one another at most timeoutMs (the process stands still meanwhile, so this is for
 * work after delivery and for commands). A commit survives the death of the process; a loss of power may take the last
 * ones back (synchronous NORMAL), never half of one.
 */
import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, existsSync, linkSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type * as sqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { MailsiftError } from '../errors.ts';

const require = createRequire(import.meta.url);

export interface SqliteFile {
  readonly path: string;
  /** What it is, for `file` and for us: four characters as a number. */
  readonly applicationId: number;
  readonly version: number;
  /** Statements that make the tables. */
  readonly schema: string;
}

/** undefined: opened for reading, and it is not there. Throws MailsiftError. */
export function openSqlite(
  file: SqliteFile,
  access: 'read' | 'write',
  timeoutMs: number,
): DatabaseSync | undefined {
  try {
    if (!existsSync(file.path)) {
      if (access === 'read') return undefined;
      make(file);
    }
    const db = connect(file.path, access, timeoutMs);
    checkKind(db, file);
    if (access === 'write') db.exec('PRAGMA synchronous = NORMAL');
    return db;
  } catch (thrown) {
    throw sqliteError(file.path, thrown);
  }
}

function connect(path: string, access: 'read' | 'write', timeoutMs: number): DatabaseSync {
  const { DatabaseSync } = require('node:sqlite') as typeof sqlite;
  return new DatabaseSync(path, { readOnly: access === 'read', timeout: timeoutMs });
}

function checkKind(db: DatabaseSync, { path, applicationId, version }: SqliteFile): void {
  const id = pragma(db, 'application_id');
  const found = String(pragma(db, 'user_version'));
  if (id === applicationId && found === String(version)) return;
  db.close();
  if (id !== applicationId) {
    throw new MailsiftError(
      `${path}: not a database that mailsift made; move it away, and a new one is made by mailsift learn`,
    );
  }
  throw new MailsiftError(
    `${path}: of version ${found}, and this mailsift knows ${version}; install the mailsift that made it`,
  );
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): unknown {
  return db.prepare(`PRAGMA ${name}`).get()?.[name];
}

function make({ path, applicationId, version, schema }: SqliteFile): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const draft = `${path}.new-${randomUUID()}`;
  try {
    const db = connect(draft, 'write', 0);
    try {
      db.exec(`PRAGMA journal_mode = WAL; PRAGMA application_id = ${applicationId};
        PRAGMA user_version = ${version}; ${schema}`);
    } finally {
      db.close();
    }
    fitPermissions(draft, folder);
    linkSync(draft, path);
  } catch (thrown) {
    // Another process was quicker.
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  } finally {
    for (const rest of [draft, `${draft}-wal`, `${draft}-shm`]) rmSync(rest, { force: true });
  }
}

function fitPermissions(draft: string, folder: string): void {
  const { mode, uid, gid } = statSync(folder);
  const made = statSync(draft);
  if (made.uid === 0 && (uid !== 0 || gid !== made.gid)) chownSync(draft, uid, gid);
  chmodSync(draft, (mode & 0o020) === 0 ? 0o600 : 0o660);
}

/** Done wholly or not at all; waits for the turn to write. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (thrown) {
    // After some errors (a full disk) SQLite has rolled back already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw thrown;
  }
}

/** Primary result codes, https://sqlite.org/rescode.html; the rest is told in SQLite's words. */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [5, 'another process has been writing for too long; try again, or look for one that hangs (fuser FILE)'],
  [6, 'another process has been writing for too long; try again, or look for one that hangs (fuser FILE)'],
  [8, 'this user may not write the file or its folder; run as its owner or as root'],
  [10, 'reading or writing failed; look at the disk and the system log'],
  [11, 'damaged; move it away and restore a backup (mailsift learn --restore FILE), or learn anew'],
  [13, 'the disk is full; make room'],
  [14, 'this user may not open it, or may not write its folder, which readers must too; run as its owner'],
  [
    26,
    'no SQLite database; move it away and restore a backup (mailsift learn --restore FILE), or learn anew',
  ],
]);

/** What the database or the file system said, with the path and what to do. Other errors are not of the database and stay as they are. */
export function sqliteError(path: string, thrown: unknown): Error {
  if (thrown instanceof MailsiftError) return thrown;
  if (!(thrown instanceof Error)) return new MailsiftError(`${path}: ${String(thrown)}`);
  const { errcode, code } = thrown as { errcode?: unknown; code?: unknown };
  const advice = typeof errcode === 'number' ? ADVICE.get(errcode & 0xff) : undefined;
  if (advice !== undefined) return new MailsiftError(`${path}: ${advice}`, { cause: thrown });
  return code === undefined ? thrown : new MailsiftError(`${path}: cannot be used`, { cause: thrown });
}
