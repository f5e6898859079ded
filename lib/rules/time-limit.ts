/**
 * `time_limit` of rule files in milliseconds: seconds, or a number with s, m, h, d or w behind it (Mail::SpamAssassin::Conf(3)).
 * undefined without one and with 0, which means no limit.
 */
import { perSet } from './per-set.ts';

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
]);

export const ruleTimeLimitMs = perSet(({ settings }): number | undefined => {
  const limit = /^\+?(\d+(?:\.\d*)?)[ \t]*([smhdw]?)$/i.exec(settings.last('time_limit') ?? '');
  if (limit === null) return undefined;
  const [, number, unit = ''] = limit;
  const limitMs = Number(number) * (SECONDS.get(unit.toLowerCase()) ?? 1) * 1000;
  return limitMs === 0 ? undefined : limitMs;
});
