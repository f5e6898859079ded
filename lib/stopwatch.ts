/**
 * Where the time of one message goes: pieces of work by name, each without the pieces that were measured inside it. Milliseconds.
 */
import type { MonotonicClock } from './deadline.ts';

/** In the order in which each was first done. */
export type Times = readonly { readonly what: string; readonly ms: number }[];

export class Stopwatch {
  readonly #clock: MonotonicClock;
  readonly #times = new Map<string, number>();
  /** Time that was measured inside the piece under way. */
  #innerMs = 0;

  constructor(clock: MonotonicClock = () => performance.now()) {
    this.#clock = clock;
  }

  /** For time spent waiting; nothing else is measured meanwhile. */
  async wait<T>(what: string, answer: Promise<T>): Promise<T> {
    const start = this.#clock();
    try {
      return await answer;
    } finally {
      this.#add(what, this.#clock() - start);
    }
  }

  measure<T>(what: string, work: () => T): T {
    const outerMs = this.#innerMs;
    const start = this.#clock();
    this.#innerMs = 0;
    try {
      return work();
    } finally {
      const ms = this.#clock() - start;
      this.#add(what, ms - this.#innerMs);
      this.#innerMs = outerMs + ms;
    }
  }

  #add(what: string, ms: number): void {
    this.#times.set(what, (this.#times.get(what) ?? 0) + ms);
  }

  get times(): Times {
    return [...this.#times].map(([what, ms]) => ({ what, ms }));
  }
}
