/** How far the Date header is from the times at which hosts received the message. Seconds. */
import type { Views } from '../../../views/views.ts';
import type { MessageContext } from '../plugin.ts';
import { headerText } from './header-text.ts';
import { parseMailDate } from './mail-date.ts';

const RECEIVED_DATE =
  /[\t-\r ].?\d{1,10} [^\t-\r ][^\t-\r ][^\t-\r ] \d{1,10} \d{1,10}:\d{1,10}:\d{1,10} [^\t-\r ]{1,40}/;
const LOCAL =
  /\bfrom (?:localhost[\t-\r ]|(?:[^\t-\r ]{1,255} ){1,2}[^\t-\r ]{0,255}\b127\.0\.0\.1\b)|qmail \d{1,10} invoked by uid \d/;
const FETCHMAIL = /\bby localhost with \w{1,20} \(fetchmail-[\d.]/;

/** Date minus the nearest Received time; 0 when either is missing. Key of MessageContext.once. */
export function dateShift({ views }: MessageContext): number {
  const date = headerDate(views);
  const times = receivedTimes(views);
  if (date === undefined || times.length === 0) return 0;
  const shifts = times.map(time => date - time);
  // The oldest may be from the very program that wrote the Date.
  if (shifts.length > 1 && shifts.at(-1) === 0) shifts.pop();
  return shifts.reduce((nearest, shift) => (Math.abs(shift) < Math.abs(nearest) ? shift : nearest));
}

/** When the message came: the median of what the headers tell. Key of MessageContext.once. */
export function receivedAt(context: MessageContext): number {
  const date = headerDate(context.views);
  const [newest] = receivedTimes(context.views);
  const candidates = [
    ...(date === undefined ? [] : [date]),
    ...(newest === undefined ? [] : [newest]),
    ...(date === undefined || newest === undefined ? [] : [date - context.once(dateShift)]),
  ].sort((a, b) => b - a);
  return candidates[Math.trunc((candidates.length - 1) / 2)] ?? 0;
}

function headerDate(views: Views): number | undefined {
  for (const name of ['Resent-Date', 'Date']) {
    for (const value of views.header(name)) {
      const time = parseMailDate(value.replace(/\n$/, ''));
      if (time !== undefined) return time;
    }
  }
  return undefined;
}

/** Newest first, without the lines that fetchmail and the local delivery wrote. */
export function receivedTimes(views: Views): readonly number[] {
  const lines = headerText(views, 'Received')
    .split('\n')
    .filter(line => /[^\t-\r ]/.test(line));
  return lines.slice(localLines(lines)).flatMap(line => {
    const time = parseMailDate(RECEIVED_DATE.exec(line)?.[0] ?? '');
    return time === undefined ? [] : [time];
  });
}

function localLines([first = '', second = '']: readonly string[]): number {
  if (LOCAL.test(first)) return FETCHMAIL.test(second) ? 2 : 0;
  return FETCHMAIL.test(first) ? 1 : 0;
}
