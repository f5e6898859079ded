/** Durations in rule files (Mail::SpamAssassin::Conf(3)): seconds, or a number with s, m, h, d or w behind it; in milliseconds. */
const SECONDS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
]);

/** undefined: there is none. */
export function durationMs(text: string | undefined): number | undefined {
  const match = /^\+?(\d+(?:\.\d*)?)[ \t]*([smhdw]?)$/i.exec(text ?? '');
  if (match === null) return undefined;
  const [, number, unit = ''] = match;
  return Number(number) * (SECONDS.get(unit.toLowerCase()) ?? 1) * 1000;
}
