/**
 * What may break off a run: a signal, or the watchdog. Both only until sending begins; what has begun is finished, in
 * the time that sendmail is given.
 */
import type { Deadline } from '../deadline.ts';
import { MailsiftError } from '../errors.ts';

export interface Interruption {
  /** Rejects when the run is to be broken off; never resolves. */
  readonly happened: Promise<never>;
  /** Sending begins. Throws when the run was broken off already. */
  readonly commit: () => void;
  readonly dispose: () => void;
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export function watchForInterruption(deadline: Deadline): Interruption {
  let state: 'free' | 'committed' | 'broken off' = 'free';
  const { promise, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting any more when it rejects.
  promise.catch(() => undefined);

  const breakOff = (why: string) => {
    if (state !== 'free') return;
    state = 'broken off';
    reject(new MailsiftError(why, { publicText: 'content filter: interrupted' }));
  };
  const listeners = SIGNALS.map(signal => {
    const listener = () => breakOff(`interrupted by ${signal}`);
    process.on(signal, listener);
    return { signal, listener };
  });
  const limitMs = deadline.remainingMs;
  const timer = setTimeout(() => breakOff(`time limit of ${(limitMs / 1000).toFixed(0)} s reached`), limitMs);
  return {
    happened: promise,
    commit: () => {
      if (state === 'broken off') throw new MailsiftError('interrupted before anything was sent');
      state = 'committed';
    },
    dispose: () => {
      clearTimeout(timer);
      for (const { signal, listener } of listeners) process.off(signal, listener);
    },
  };
}
