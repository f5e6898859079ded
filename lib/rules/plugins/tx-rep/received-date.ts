/**
 * When a message was received, as SpamAssassin reads it for what it learns: from the newest Received field that was not written
 * by the delivery to the mailbox, else from other dates of the header. Seconds since 1970.
 */
import type { Views } from '../../../views/views.ts';
import { parseMailDate } from '../header-eval/mail-date.ts';

const QMAIL = /qmail \d{1,10} invoked by uid \d/;
const LOCAL = /\bfrom (?:localhost\s|(?:\S{1,255} ){1,2}\S{0,255}\b127\.0\.0\.1\b)/;
const FETCHMAIL = /\bby localhost with \w{1,20} \(fetchmail-[\d.]/;

/** undefined: nothing tells. */
export function receivedDateS(views: Views): number | undefined {
  const received = views.header('Received').map(value => value.replace(/\n[ \t]+/g, ' '));
  const local: string[] = [];
  const shift = (): void => void local.push(...received.splice(0, 1));
  if (QMAIL.test(received[0] ?? '') || LOCAL.test(received[0] ?? '')) shift();
  if (FETCHMAIL.test(received[0] ?? '')) shift();
  else received.unshift(...local.splice(0, 1));
  const candidates = [
    ...received.slice(0, 1),
    ...local,
    ...received.slice(1),
    ...views.header('Resent-Date').slice(0, 1),
    ...views.header('Date').slice(0, 1),
  ];
  for (const text of candidates) {
    const time = parseMailDate(text.replace(/\n$/, ''));
    if (time !== undefined && time !== 0) return time;
  }
  return undefined;
}
