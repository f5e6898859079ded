/**
 * The `From ` line of the mbox formats: `From sender Www Mmm dd hh:mm:ss yyyy`, with variations in seconds and time zone.
 */
import type { ByteSource } from '../io/source.ts';

/** Sender addresses are short; a longer line is not looked at. */
export const MAX_FROM_LINE_BYTES = 1024;

const SEPARATOR =
  /^From (?:.{0,600} )? ?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} \d{1,2}:\d\d(?::\d\d)?(?: [-+\w]{1,8}){0,2} \d{4}(?: [-+]\d{4})?[ \r]*$/;

/** Whether a line starts a new message inside an mbox: the date must be there, since text may begin with `From `. */
export function isSeparator(line: string): boolean {
  return SEPARATOR.test(line);
}

/** Offset behind a `From ` line at the very beginning of a message, whatever its form; 0 when there is none. */
export function fromLineEnd(source: ByteSource): number {
  const start = source.read(0, MAX_FROM_LINE_BYTES);
  if (start.toString('latin1', 0, 5) !== 'From ') return 0;
  return start.indexOf(0x0a) + 1;
}
