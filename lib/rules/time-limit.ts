/** `time_limit` of rule files in milliseconds. undefined without one and with 0, which means no limit. */
import { durationMs } from './duration.ts';
import { perSet } from './per-set.ts';

export const ruleTimeLimitMs = perSet(({ settings }): number | undefined => {
  const limitMs = durationMs(settings.last('time_limit'));
  return limitMs === 0 ? undefined : limitMs;
});
