/**
 * Waits for an answer for so long; undefined: it took longer. Only time in which answers can come in counts: while rules keep the
 * process busy, which may be for seconds, the clock stands still.
 */
const TICK_MS = 50;

export async function withinTime<T>(limitMs: number, answer: Promise<T>): Promise<T | undefined> {
  const { promise: expiry, resolve } = Promise.withResolvers<undefined>();
  let leftMs = limitMs;
  const timer = setInterval(() => {
    leftMs -= TICK_MS;
    if (leftMs <= 0) resolve(undefined);
  }, TICK_MS);
  try {
    return await Promise.race([answer, expiry]);
  } finally {
    clearInterval(timer);
  }
}
