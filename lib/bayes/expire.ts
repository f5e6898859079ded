/**
 * Forgets tokens that were not met for long when there are too many, by SpamAssassin's reckoning (BayesStore.pm; spec 5.5), so
 * that both may share a database. Three quarters of the maximum are to stay, and never less than 100,000 tokens.
 *
 * How old is too old: what the last expiry found, if its figures still fit; else the power of two of half days, up to 256
 * days, that comes nearest to the goal without going beyond it. Throws MailsiftError when the database fails.
 */
import type { BayesState, BayesStore } from '../store/bayes/bayes-store.ts';

export interface ExpirySettings {
  /** bayes_expiry_max_db_size. */
  readonly maxTokens: number;
}

export interface Expiry {
  readonly kept: number;
  readonly deleted: number;
}

const KEPT_AT_LEAST = 100_000;
const KEPT_SHARE = 0.75;
const PERIOD_S = 43_200;
const MAX_EXPONENT = 9;
const WORTH_IT = 1000;
const MAX_ESTIMATE_AGE_S = 30 * 86_400;
const MAX_RATIO = 1.5;

/** Whether it is time for one, at most each half day. Redis lets tokens go by itself. */
export function isExpiryDue(state: BayesState, nowS: number, { maxTokens }: ExpirySettings): boolean {
  return (
    nowS - state.lastExpireS >= PERIOD_S &&
    state.tokens > KEPT_AT_LEAST &&
    state.tokens >= maxTokens &&
    state.newestAtimeS - state.oldestAtimeS >= PERIOD_S
  );
}

export async function expire(store: BayesStore, nowS: number, settings: ExpirySettings): Promise<Expiry> {
  const state = await store.state();
  const newestS = Math.min(state.newestAtimeS, nowS);
  const goal = state.tokens - Math.max(KEPT_AT_LEAST, Math.trunc(settings.maxTokens * KEPT_SHARE));
  const deltaS =
    goal < WORTH_IT
      ? undefined
      : (estimatedDelta(state, nowS, goal) ?? (await measuredDelta(store, newestS, goal)));
  if (deltaS === undefined) {
    await store.noteExpiry(nowS);
    return { kept: state.tokens, deleted: 0 };
  }
  const beforeS = newestS - deltaS;
  const [count = 0] = await store.countOlder([beforeS]);
  // By a delta of 0 the next one knows that it has to measure.
  const isTooMuch = state.tokens - count < KEPT_AT_LEAST;
  const deleted = await store.expire(isTooMuch ? 0 : beforeS, { nowS, deltaS: isTooMuch ? 0 : deltaS });
  return { kept: state.tokens - deleted, deleted };
}

/** Forgets what was not met for so long, however many there are. */
export async function expireOlder(store: BayesStore, nowS: number, ageS: number): Promise<Expiry> {
  const { tokens } = await store.state();
  const deleted = await store.expire(nowS - ageS, { nowS, deltaS: ageS });
  return { kept: tokens - deleted, deleted };
}

function estimatedDelta(state: BayesState, nowS: number, goal: number): number | undefined {
  const { lastExpireS, lastExpireDeltaS: lastDeltaS, lastExpireCount: lastCount } = state;
  if (lastCount < WORTH_IT || lastDeltaS < PERIOD_S || nowS - lastExpireS > MAX_ESTIMATE_AGE_S)
    return undefined;
  const deltaS = Math.trunc((lastDeltaS * lastCount) / goal);
  const ratio = lastCount > goal ? lastCount / goal : goal / lastCount;
  return deltaS < PERIOD_S || ratio > MAX_RATIO ? undefined : deltaS;
}

async function measuredDelta(store: BayesStore, newestS: number, goal: number): Promise<number | undefined> {
  const deltasS = Array.from({ length: MAX_EXPONENT + 1 }, (_, exponent) => PERIOD_S * 2 ** exponent);
  const counts = await store.countOlder(deltasS.map(deltaS => newestS - deltaS));
  // The longer the time, the fewer tokens: the shortest that stays within the goal, if it is worth it.
  const beyond = counts.findLastIndex(count => count > goal);
  const count = counts[beyond + 1];
  return count === undefined || count < WORTH_IT ? undefined : deltasS[beyond + 1];
}
