/** RFC 5322 dates, tolerantly (spec 3.5): two-digit years, named zones; what is out of range is clamped. Milliseconds. */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** RFC 5322 4.3, and the others that mail really has. Hours east of Greenwich. */
const ZONES = new Map([
  ['ut', 0],
  ['gmt', 0],
  ['utc', 0],
  ['z', 0],
  ['est', -5],
  ['edt', -4],
  ['cst', -6],
  ['cdt', -5],
  ['mst', -7],
  ['mdt', -6],
  ['pst', -8],
  ['pdt', -7],
  ['bst', 1],
  ['cet', 1],
  ['cest', 2],
  ['met', 1],
  ['mest', 2],
  ['eet', 2],
  ['eest', 3],
  ['msk', 3],
  ['msd', 4],
  ['jst', 9],
]);
const DATE =
  /(?<!\d)(\d{1,2})[ -]+([A-Za-z]{3})[A-Za-z]{0,6}[ -]+(\d{4}|\d{2,3})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([+-]\d{4})|([A-Za-z]{1,4}))?/;
const MONTH_FIRST = /\b([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{1,2}:\d{2}:\d{2})\s+(?:[A-Z]{1,4}\s+)?(\d{4})/;

/** Milliseconds since 1970, or undefined when there is no date in the text. */
export function parseMailDate(text: string): number | undefined {
  const match = DATE.exec(text.slice(0, 512).replace(MONTH_FIRST, '$2 $1 $4 $3'));
  if (match === null) return undefined;
  const [, day = '', monthName = '', yearText = '', hour = '', minute = '', second = '0', offset, zone] =
    match;
  const month = MONTHS.indexOf(monthName.toLowerCase());
  if (month < 0) return undefined;
  const shortYear = Number(yearText);
  const year = yearText.length === 4 ? shortYear : shortYear < 50 ? shortYear + 2000 : shortYear + 1900;
  const time = Date.UTC(
    Math.min(2037, Math.max(1970, year)),
    month,
    Number(day),
    Math.min(23, Number(hour)),
    Math.min(59, Number(minute)),
    Math.min(59, Number(second)),
  );
  return time - offsetMinutes(offset, zone) * 60_000;
}

function offsetMinutes(offset: string | undefined, zone: string | undefined): number {
  if (offset !== undefined) {
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3));
    return offset.startsWith('-') ? -minutes : minutes;
  }
  return (ZONES.get(zone?.toLowerCase() ?? '') ?? 0) * 60;
}
