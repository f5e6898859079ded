/**
 * Time limits. A Deadline is a point on a monotonic clock that work asks how much time is left; `signal` aborts at
 * that point, for APIs that take an AbortSignal. Children never outlast their parent. Units: milliseconds.
 */
import { MailsiftError } from './errors.ts';

/** Milliseconds on a clock that only goes forward. */
export type MonotonicClock = () => number;

export class Deadline {
  readonly #clock: MonotonicClock;
  readonly #end: number;

  constructor(limitMs: number, clock: MonotonicClock = () => performance.now()) {
    this.#clock = clock;
    this.#end = clock() + limitMs;
  }

  /** Milliseconds left; 0 when the time is up. */
  get remainingMs(): number {
    return Math.max(0, this.#end - this.#clock());
  }

  get expired(): boolean {
    return this.remainingMs === 0;
  }

  /** A deadline `limitMs` from now, or this one if it comes first. */
  within(limitMs: number): Deadline {
    return new Deadline(Math.min(limitMs, this.remainingMs), this.#clock);
  }

  /** Aborts when the time is up. The timer does not keep the process alive. */
  get signal(): AbortSignal {
    return AbortSignal.timeout(Math.ceil(this.remainingMs));
  }

  /** Settles as `work` does, or rejects with a temporary error naming `what` when the time is up first. */
  async race<T>(work: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const limitMs = this.remainingMs;
    const expiry = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new MailsiftError(`${what}: no answer within ${(limitMs / 1000).toFixed(1)} s`));
      }, limitMs);
    });
    try {
      return await Promise.race([work, expiry]);
    } finally {
      clearTimeout(timer);
    }
  }
}
