/**
 * Hands one message to sendmail(1) and waits for its word.
 *
 * The message is written to a nameless file first and sendmail reads that: were it fed through a pipe, our death in the
 * middle would look like the end of the message, and half a message would be delivered. sendmail runs in a session of
 * its own under lib/reinject/record.sh, which notes success in the journal, so that a killed filter leaves neither a
 * broken nor an unrecorded delivery behind.
 *
 * Arguments: -G (gateway: no local rewriting), -i (a lone dot is text), -f SENDER, -- RECIPIENT... Recipients are parsed
 * as RFC 5322 addresses by sendmail, so they are quoted. Any failure is temporary, whatever status sendmail ended with
 * (it says 69 and 77 for troubles of its own), except one: the message is larger than this Postfix takes.
 */
import { isAscii } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readSync } from 'node:fs';
import { join } from 'node:path';
import { kill } from 'node:process';
import { quoteMailbox, type Mailbox } from '../address.ts';
import type { Deadline } from '../deadline.ts';
import { describeError, MailsiftError } from '../errors.ts';
import { openScratchFile, writeAll, type OpenFile } from '../io/scratch-file.ts';

export interface SendmailOptions {
  readonly path: string;
  readonly timeoutMs: number;
  /** Where the nameless files are made. */
  readonly scratchDirectory: string;
  readonly deadline?: Deadline;
  /** Where and what to note when sendmail has taken the message. */
  readonly record?: { readonly journal: string; readonly line: string };
}

const RECORD = join(import.meta.dirname, 'record.sh');
const NO_JOURNAL = { journal: '/dev/null', line: '' };
const MAX_ERROR_BYTES = 4096;
/** Postfix's sendmail(1), ending in 75 all the same, on a message over message_size_limit (tried: 3.7.11). */
const TOO_BIG = /message file too big/;

/** Resolves once sendmail has taken the message; throws MailsiftError otherwise, `temporary: false` when it is too large. */
export async function sendmail(
  options: SendmailOptions,
  sender: Mailbox,
  recipients: readonly Mailbox[],
  message: Iterable<Buffer>,
): Promise<void> {
  await withScratch(options, input =>
    withScratch(options, async errors => {
      const encoding = write(input, message, options) ? ['-B', '8BITMIME'] : [];
      const addresses = ['-f', quoteMailbox(sender), '--', ...recipients.map(quoteMailbox)];
      const ended = await run(options, ['-G', '-i', ...encoding, ...addresses], input, errors);
      if (ended !== 'exit 0') throw failure(options.path, ended, readErrors(errors));
    }),
  );
}

async function withScratch(options: SendmailOptions, work: (file: OpenFile) => Promise<void>) {
  const file = opened(options);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

function opened(options: SendmailOptions): OpenFile {
  try {
    return openScratchFile(options.scratchDirectory);
  } catch (cause) {
    throw cannotWrite(options, cause);
  }
}

function cannotWrite(options: SendmailOptions, cause: unknown): MailsiftError {
  return new MailsiftError(`cannot write the message to ${options.scratchDirectory} for reinjection`, {
    cause,
  });
}

/** Tells whether any byte is above 127. */
function write(file: OpenFile, message: Iterable<Buffer>, options: SendmailOptions): boolean {
  let eightBit = false;
  let sizeBytes = 0;
  try {
    for (const chunk of message) {
      eightBit ||= !isAscii(chunk);
      writeAll(file, chunk, sizeBytes);
      sizeBytes += chunk.length;
    }
  } catch (cause) {
    throw cannotWrite(options, cause);
  }
  return eightBit;
}

/** Runs sendmail to its end, or kills it with all its children when the time is up. Tells how it ended: `exit 0`, ... */
async function run(
  options: SendmailOptions,
  arguments_: string[],
  input: OpenFile,
  errors: OpenFile,
): Promise<string> {
  const { journal, line } = options.record ?? NO_JOURNAL;
  const limitMs = Math.min(options.timeoutMs, options.deadline?.remainingMs ?? Infinity);
  // Not execa: it hands over open files of any number only through a pipe, which is what must not be.
  const child = spawn('/bin/sh', [RECORD, journal, line, options.path, ...arguments_], {
    stdio: [input.fd, 'ignore', errors.fd],
    detached: true,
  });
  const timer = setTimeout(() => killSession(child.pid), limitMs);
  try {
    const [status, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (signal === 'SIGKILL') return `killed, no end within ${(limitMs / 1000).toFixed(0)} s`;
    return status === null ? `signal ${String(signal)}` : `exit ${status}`;
  } catch (thrown) {
    return describeError(thrown);
  } finally {
    clearTimeout(timer);
  }
}

/** With all it has started: killing the shell alone would leave sendmail delivering. */
function killSession(pid: number | undefined): void {
  try {
    if (pid !== undefined) kill(-pid, 'SIGKILL');
  } catch {
    // It ended in this very moment; its own end is reported then.
  }
}

function readErrors(file: OpenFile): string {
  const buffer = Buffer.alloc(MAX_ERROR_BYTES);
  return buffer
    .toString('utf8', 0, readSync(file.fd, buffer, 0, MAX_ERROR_BYTES, 0))
    .replace(/[\s\x00-\x1f\x7f]+/g, ' ')
    .trim();
}

function failure(path: string, ended: string, errors: string): MailsiftError {
  const text = `${path}: ${ended}${errors === '' ? '' : `: ${errors}`}`;
  if (TOO_BIG.test(errors)) {
    const publicText = 'message size exceeds the limit of the mail system';
    return new MailsiftError(text, { temporary: false, status: '5.3.4', publicText });
  }
  return new MailsiftError(text, { publicText: 'content filter: cannot hand the message back' });
}
