/**
 * Notices a message that was cut off. If pipe(8) itself is killed while it hands a message over, what came in so far
 * looks whole; only its size tells. ${size} is approximate (about the size with CRLF line ends, from before milters), so
 * a short message is put off once, and taken for whole when Postfix brings the very same bytes again.
 */
import { MailsiftError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import type { Journal } from '../store/journal.ts';

/** Throws MailsiftError (temporary) the first time. `openJournal` is only called for a short message. */
export function assertWhole(received: ByteSource, announcedBytes: number, openJournal: () => Journal): void {
  if (received.sizeBytes >= announcedBytes || received.sizeBytes + lineFeeds(received) >= announcedBytes)
    return;
  const journal = openJournal();
  if (journal.has('short', '')) return;
  journal.append('short', ['']);
  throw new MailsiftError(
    `only ${received.sizeBytes} of about ${announcedBytes} bytes came in; put off once`,
    {
      publicText: 'content filter: the message was cut off on its way in',
    },
  );
}

function lineFeeds(source: ByteSource): number {
  let count = 0;
  for (const chunk of source.chunks()) {
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) count += 1;
  }
  return count;
}
