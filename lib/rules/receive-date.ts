/**
 * When a message was received, as SpamAssassin tells it (Util::receive_date; spec 5.4): by the newest Received field that was not
 * written by the delivery on the machine itself, else by what other fields say. Seconds since 1970. A date without a zone
 * is UTC.
 */
import { parseMailDate } from './plugins/header-eval/mail-date.ts';

const LOCAL =
  /qmail \d{1,10} invoked by uid \d|\bfrom (?:localhost[\t-\r ]|(?:[^\t-\r ]{1,255} ){1,2}[^\t-\r ]{0,255}\b127\.0\.0\.1\b)/;
const FETCHMAIL = /\bby localhost with \w{1,30} \(fetchmail-[\d.]/;
/** parseMailDate looks at so much; the date of a Received field stands at its end. */
const DATE_CHARS = 1024;

/** `header`: one line for each field, an mbox `From ` line first if there is one. undefined: it does not tell. */
export function receiveDate(header: readonly string[]): number | undefined {
  const received = valuesOf(header, /^Received:/i);
  const local = takeLocal(received);
  const separator = valuesOf(header, /^(?:From|X-From-Line:)[\t-\r ]+/i).slice(0, 1);
  return firstDate([
    ...received.slice(0, 1),
    ...local,
    ...separator,
    ...received.slice(1),
    ...valuesOf(header, /^Resent-Date:/i).slice(0, 1),
    ...valuesOf(header, /^Date:/i).slice(0, 1),
  ]);
}

/** The same, and never later than now. */
export function receivedBefore(header: readonly string[], nowS: number): number {
  return Math.min(receiveDate(header) ?? nowS, nowS);
}

function valuesOf(header: readonly string[], start: RegExp): string[] {
  return header.filter(line => start.test(line)).map(line => line.replace(start, ''));
}

/** Takes the fields off the list that fetchmail and the local delivery wrote. */
function takeLocal(received: string[]): string[] {
  const count = LOCAL.test(received[0] ?? '') ? 1 : 0;
  if (FETCHMAIL.test(received[count] ?? '')) return received.splice(0, count + 1);
  return [];
}

function firstDate(texts: readonly string[]): number | undefined {
  for (const text of texts) {
    const time = parseMailDate(text.slice(-DATE_CHARS));
    if (time !== undefined && time !== 0) return time;
  }
  return undefined;
}
