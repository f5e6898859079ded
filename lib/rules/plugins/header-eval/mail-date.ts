/**
 * Dates of mail, read as SpamAssassin does (spec 3.5, RFC 5322 3.3 and 4.3): `D Mon YYYY`, `Mon D HH:MM:SS YYYY`, years of
 * two and three digits, numeric and named zones. What is out of range is clamped; without a zone it is UTC.
 */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)';
const DAY_FIRST = new RegExp(` (\\d+) ${MONTH} (\\d{4}) `, 'i');
const MONTH_FIRST = new RegExp(` ${MONTH} +(\\d+) \\d+:\\d+:\\d+ (\\d{4}) `, 'i');
const SHORT_YEAR = new RegExp(` (\\d+) ${MONTH} (\\d{2,3}) `, 'i');
const TIME = / (\d?\d):(\d\d)(?::(\d\d))? /;
const OFFSET = / ([-+])(\d\d)(\d\d) /;
const ZONE = /\b([A-Z]{2,4}(?:-DST)?)\b/;
/** Minutes east of Greenwich. */
const ZONES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ UT: 0, UTC: 0, GMT: 0, WET: 0 },
    ...{ NST: -210, NDT: -150, AST: -240, ADT: -180, EST: -300, EDT: -240, CST: -360, CDT: -300 },
    ...{
      MST: -420,
      MDT: -360,
      PST: -480,
      PDT: -420,
      AKST: -540,
      AKDT: -480,
      HST: -600,
      HAST: -600,
      HADT: -540,
    },
    ...{ BRT: -180, BRST: -120 },
    ...{ BST: 60, IST: 60, WEST: 60, CET: 60, MET: 60, MEZ: 60, CEST: 120, MEST: 120, MESZ: 120 },
    ...{ EET: 120, EEST: 180, IDT: 180, MSK: 180, MSD: 240 },
    ...{ AWST: 480, HKT: 480, SGT: 480, PHT: 480, JST: 540, KST: 540 },
    ...{ ACST: 570, ACDT: 630, AEST: 600, AEDT: 660, NZST: 720, NZDT: 780 },
  }),
);
const MAX_CHARS = 1024;

/** Seconds since 1970, or undefined when there is no date in the text. */
export function parseMailDate(text: string): number | undefined {
  let rest = ` ${text.slice(0, MAX_CHARS)} `.replace(/, */g, ' ').replace(/[\t-\r ]+/g, ' ');
  const date = dateIn(rest);
  if (date === undefined) return undefined;
  rest = date.rest;
  const [, hour = '0', minute = '0', second = '0'] = TIME.exec(rest) ?? [];
  rest = rest.replace(TIME, ' ');
  const { year, month, day } = validDay(date.year, date.month, date.day);
  const clamped = [
    Math.min(23, Number(hour)),
    Math.min(59, Number(minute)),
    Math.min(59, Number(second)),
  ] as const;
  const seconds = Date.UTC(Math.min(2037, Math.max(1970, year)), month, day, ...clamped) / 1000;
  return day < 1 ? undefined : Math.max(0, seconds - 60 * offsetMinutes(rest));
}

interface FoundDate {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  readonly day: number;
  readonly rest: string;
}

function dateIn(text: string): FoundDate | undefined {
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) return found(text, dayFirst, dayFirst[1], dayFirst[2], dayFirst[3]);
  const monthFirst = MONTH_FIRST.exec(text);
  // The time goes with the rest of it, and counts as midnight.
  if (monthFirst !== null) return found(text, monthFirst, monthFirst[2], monthFirst[1], monthFirst[3]);
  const short = SHORT_YEAR.exec(text);
  return short === null ? undefined : found(text, short, short[1], short[2], short[3]);
}

function found(text: string, match: RegExpExecArray, day = '', month = '', yearText = ''): FoundDate {
  const number = Number(yearText);
  const year =
    yearText.length === 4 ? number : yearText.length === 2 && number < 50 ? number + 2000 : number + 1900;
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
  return { year, month: MONTHS.indexOf(month.toLowerCase()), day: Number(day), rest };
}

/** A day that the month does not have is the first of the next. */
function validDay(year: number, month: number, day: number): { year: number; month: number; day: number } {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 1 ? (isLeap ? 29 : 28) : [3, 5, 8, 10].includes(month) ? 30 : 31;
  if (day <= days) return { year, month, day };
  return month === 11 ? { year: year + 1, month: 0, day: 1 } : { year, month: month + 1, day: 1 };
}

function offsetMinutes(text: string): number {
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? [];
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return ZONES.get(ZONE.exec(text)?.[1] ?? '') ?? 0;
}
