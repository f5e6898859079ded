/**
 * What `tag -D` tells on standard error, in the form of SpamAssassin's log:
 *
 *   Nov 21 04:51:40.174 [11537] dbg: config: read file /etc/spamassassin/local.cf
 *
 * `areas` is a list such as `config,rules` (`all` or nothing: all of them; `noX`: all but X). Warnings are always told.
 */
import { printable } from '../log/escape.ts';

export interface DebugLog {
  debug(area: string, text: string): void;
  /** `isTold('rules')`: whether it is worth working out the text. */
  isTold(area: string): boolean;
  warn(text: string): void;
  error(text: string): void;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function openDebugLog(areas: string | undefined, write: (line: string) => void): DebugLog {
  const wanted = new Set((areas === '' ? 'all' : (areas ?? '')).split(/[\s,]+/).filter(area => area !== ''));
  const isTold = (area: string): boolean =>
    wanted.has(area) || (wanted.has('all') && !wanted.has(`no${area}`));
  const tell = (level: string, text: string): void => {
    write(`${stamp(new Date())} [${process.pid}] ${level}: ${printable(text)}\n`);
  };
  return {
    debug(area, text) {
      if (isTold(area)) tell('dbg', `${area}: ${text}`);
    },
    isTold,
    warn(text) {
      tell('warn', text);
    },
    error(text) {
      tell('error', text);
    },
  };
}

function stamp(time: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  const day = `${MONTHS[time.getMonth()] ?? ''} ${two(time.getDate())}`;
  return `${day} ${clock}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
