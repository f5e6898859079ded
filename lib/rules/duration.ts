/** Durations of rule files in milliseconds: seconds, or a number with s, m, h, d or w behind it (Mail::SpamAssassin::Conf(3)). */

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
]);

/** undefined: none was given, or none that can be read. */
export function durationMs(text: string | undefined): number | undefined {
  const [, number, unit = ''] = /^\+?(\d+(?:\.\d*)?)[ \t]*([smhdw]?)$/i.exec(text ?? '') ?? [];
  if (number === undefined) return undefined;
  return Number(number) * (SECONDS.get(unit.toLowerCase()) ?? 1) * 1000;
}
