/**
 * The journal of one message: which recipients it has already been sent on for, so that a retry does not send it twice.
 *
 * One file a message, named by a digest of queue id, sender and contents (Postfix uses queue ids again, so the id alone
 * would not do). A line of JSON a delivery, appended in one write by whoever ran sendmail (lib/reinject/record.sh). The
 * file is opened before anything is sent: where no journal can be kept, nothing is sent. It stays after success, since
 * Postfix brings the message back if this process dies before it could say so; old files are removed now and then.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Mailbox } from '../address.ts';
import type { Envelope } from '../envelope.ts';
import { MailsiftError } from '../errors.ts';

/**
 * sent: handed to sendmail. told: the sender has been sent a bounce for this recipient. short: came in shorter than
 * announced (for no recipient in particular: '').
 */
export type JournalNote = 'sent' | 'told' | 'short';

export interface Journal {
  readonly path: string;
  has(note: JournalNote, recipient: Mailbox): boolean;
  /** The line that record.sh appends when sendmail has taken the message. */
  line(note: JournalNote, recipients: readonly Mailbox[]): string;
  /** Notes something that needs no sendmail. */
  append(note: JournalNote, recipients: readonly Mailbox[]): void;
  /** Makes what was noted survive a loss of power. */
  sync(): void;
  /** For a message that Postfix cannot bring back under the same key. */
  remove(): void;
}

export interface JournalKey {
  readonly queueId: string | undefined;
  readonly sender: Mailbox;
  /** Hex digest of the message as it came. */
  readonly digest: string;
}

export function keyOf({ queueId, sender }: Pick<Envelope, 'queueId' | 'sender'>, digest: string): JournalKey {
  return { queueId, sender, digest };
}

interface Entry {
  readonly note: JournalNote;
  readonly recipients: readonly Mailbox[];
}

/** Throws MailsiftError (temporary) when the journal cannot be read or written. */
export function openJournal(directory: string, key: JournalKey): Journal {
  const name = createHash('sha256')
    .update(JSON.stringify([key.queueId ?? null, key.sender, key.digest]))
    .digest('hex');
  const path = join(directory, name);
  try {
    closeSync(openForAppend(directory, path));
    const text = readFileSync(path, 'utf8');
    // What a full disk cut short must not swallow the next line.
    if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n');
    return journal(path, text);
  } catch (cause) {
    const publicText = 'content filter: its state folder cannot be written; see mailsift doctor';
    throw new MailsiftError(`journal ${path}: cannot be kept, so nothing is sent`, { cause, publicText });
  }
}

function openForAppend(directory: string, path: string): number {
  try {
    return openSync(path, 'a', 0o640);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    mkdirSync(directory, { recursive: true, mode: 0o750 });
    return openSync(path, 'a', 0o640);
  }
}

function journal(path: string, text: string): Journal {
  const entries = text.split('\n').flatMap(parseEntry);
  return {
    path,
    has: (note, recipient) =>
      entries.some(entry => entry.note === note && entry.recipients.includes(recipient)),
    line,
    append: (note, recipients) => appendFileSync(path, `${line(note, recipients)}\n`),
    sync: () => syncFile(path),
    remove: () => rmSync(path, { force: true }),
  };
}

function line(note: JournalNote, recipients: readonly Mailbox[]): string {
  return JSON.stringify({ note, recipients } satisfies Entry);
}

/** A line cut short by a crash tells nothing: its delivery may be repeated, which is better than lost. */
function parseEntry(line: string): Entry[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Entry];
  } catch {
    return [];
  }
}

function syncFile(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
