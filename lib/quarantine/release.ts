/**
 * Releases one quarantined message: the original goes, byte for byte, to its recipients, behind the filter.
 *
 * It is read to its end into a nameless file before anything is sent, so a damaged file is noticed in time. Sent first
 * and noted afterwards: a message may be released twice, but never noted as released and not sent. Throws UsageError
 * when there is no recipient, MailsiftError when the file is damaged or sending fails.
 */
import type { Mailbox } from '../address.ts';
import { UsageError } from '../errors.ts';
import { fileSource } from '../io/file-source.ts';
import { openScratchFile, writeAll } from '../io/scratch-file.ts';
import type { ByteSource } from '../io/source.ts';
import type { QuarantineItem } from './list.ts';
import { readOriginal } from './read.ts';
import { noteRelease } from './release-note.ts';
import { resentFields } from './resent.ts';

export type Send = (
  sender: Mailbox,
  recipients: readonly Mailbox[],
  message: Iterable<Buffer>,
) => Promise<void>;

export interface ReleaseOptions {
  /** None: those who did not get the message. */
  readonly recipients: readonly Mailbox[];
  /** Who is to stand in Resent-From; absent: nothing is added. */
  readonly resentFrom?: Mailbox;
  readonly scratchDirectory: string;
  readonly now: Date;
}

/** Gives the recipients that it went to. */
export async function releaseItem(
  item: QuarantineItem,
  options: ReleaseOptions,
  send: Send,
): Promise<readonly Mailbox[]> {
  const recipients = options.recipients.length === 0 ? item.block.blocked : options.recipients;
  if (recipients.length === 0) {
    throw new UsageError(`${item.mailId} was blocked for nobody: name the recipients to release it to`);
  }
  const file = openScratchFile(options.scratchDirectory);
  try {
    let sizeBytes = 0;
    for await (const chunk of readOriginal(item, item.block)) {
      writeAll(file, chunk, sizeBytes);
      sizeBytes += chunk.length;
    }
    const original = fileSource(file, sizeBytes);
    await send(item.block.sender, recipients, message(original, recipients, item.mailId, options));
  } finally {
    await file.close();
  }
  await noteRelease(item, { at: options.now.toISOString(), recipients });
  return recipients;
}

function* message(
  original: ByteSource,
  recipients: readonly Mailbox[],
  mailId: string,
  { resentFrom, now }: ReleaseOptions,
): Generator<Buffer> {
  if (resentFrom !== undefined) yield resentFields({ from: resentFrom, recipients, now, mailId, original });
  yield* original.chunks();
}
