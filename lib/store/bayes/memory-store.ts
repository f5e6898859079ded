/** Bayes data that lives as long as the process: for tests, for trying things out, and as the plainest account of what a store does. */
import type {
  BayesContents,
  BayesState,
  BayesStore,
  BayesTotals,
  Lesson,
  LessonResult,
  MessageClass,
  TokenCounts,
} from './bayes-store.ts';
import { planLessons, type LessonStep } from './lesson-plan.ts';

interface Counts {
  spam: number;
  ham: number;
  atimeS: number;
}

const NO_EXPIRY = { lastExpireS: 0, lastExpireDeltaS: 0, lastExpireCount: 0 };

export class MemoryBayesStore implements BayesStore {
  readonly kind = 'memory';
  readonly name = 'memory';
  #totals = { spam: 0, ham: 0 };
  #tokens = new Map<string, Counts>();
  #seen = new Map<string, MessageClass>();
  #expiry = NO_EXPIRY;
  readonly #touchGrainS: number;

  constructor(touchGrainS = 0) {
    this.#touchGrainS = touchGrainS;
  }

  totals(): Promise<BayesTotals> {
    return Promise.resolve({ ...this.#totals });
  }

  tokens(keys: readonly string[]): Promise<ReadonlyMap<string, TokenCounts>> {
    const found = new Map<string, TokenCounts>();
    for (const key of keys) {
      const counts = this.#tokens.get(key);
      if (counts !== undefined) found.set(key, { ...counts });
    }
    return Promise.resolve(found);
  }

  touch(keys: readonly string[], atimeS: number): Promise<void> {
    for (const key of keys) {
      const counts = this.#tokens.get(key);
      if (counts !== undefined && counts.atimeS < atimeS - this.#touchGrainS) counts.atimeS = atimeS;
    }
    return Promise.resolve();
  }

  learn(lessons: readonly Lesson[]): Promise<readonly LessonResult[]> {
    const plan = planLessons(lessons, this.#seen);
    plan.steps.forEach(step => this.#follow(step));
    for (const [id, as] of plan.seen) {
      if (as === undefined) this.#seen.delete(id);
      else this.#seen.set(id, as);
    }
    this.#totals.spam = Math.max(0, this.#totals.spam + plan.spam);
    this.#totals.ham = Math.max(0, this.#totals.ham + plan.ham);
    return Promise.resolve(plan.results);
  }

  #follow(step: LessonStep): void {
    if (step.kind === 'add') {
      for (const [key, { spam, ham, atimeS }] of step.tokens) {
        const counts = this.#tokens.get(key);
        if (counts === undefined) {
          this.#tokens.set(key, { spam, ham, atimeS });
        } else {
          counts.spam += spam;
          counts.ham += ham;
          counts.atimeS = Math.max(counts.atimeS, atimeS);
        }
      }
      return;
    }
    for (const [key, { spam, ham }] of step.tokens) {
      const counts = this.#tokens.get(key);
      if (counts === undefined) continue;
      counts.spam = Math.max(0, counts.spam - spam);
      counts.ham = Math.max(0, counts.ham - ham);
      if (counts.spam === 0 && counts.ham === 0) this.#tokens.delete(key);
    }
  }

  state(): Promise<BayesState> {
    const atimesS = [...this.#tokens.values()].map(({ atimeS }) => atimeS);
    return Promise.resolve({
      ...this.#totals,
      tokens: this.#tokens.size,
      oldestAtimeS: atimesS.reduce((a, b) => Math.min(a, b), atimesS[0] ?? 0),
      newestAtimeS: atimesS.reduce((a, b) => Math.max(a, b), 0),
      lastSyncS: 0,
      ...this.#expiry,
    });
  }

  expire(beforeS: number, note: { readonly nowS: number; readonly deltaS: number }): Promise<number> {
    let count = 0;
    for (const [key, { atimeS }] of this.#tokens) {
      if (atimeS >= beforeS) continue;
      this.#tokens.delete(key);
      count += 1;
    }
    this.#expiry = { lastExpireS: note.nowS, lastExpireDeltaS: note.deltaS, lastExpireCount: count };
    return Promise.resolve(count);
  }

  countOlder(timesS: readonly number[]): Promise<readonly number[]> {
    const atimesS = [...this.#tokens.values()].map(({ atimeS }) => atimeS);
    return Promise.resolve(timesS.map(timeS => atimesS.filter(atimeS => atimeS < timeS).length));
  }

  noteExpiry(nowS: number): Promise<void> {
    this.#expiry = { ...this.#expiry, lastExpireS: nowS };
    return Promise.resolve();
  }

  contents(): BayesContents {
    return {
      totals: { ...this.#totals },
      tokens: [...this.#tokens].map(([key, counts]) => ({ key, ...counts })),
      seen: [...this.#seen].map(([id, as]) => ({ id, as })),
    };
  }

  async restore(contents: BayesContents): Promise<void> {
    const tokens = new Map<string, Counts>();
    const seen = new Map<string, MessageClass>();
    for await (const { key, spam, ham, atimeS } of contents.tokens)
      if (spam > 0 || ham > 0) tokens.set(key, { spam, ham, atimeS });
    for await (const { id, as } of contents.seen) seen.set(id, as);
    this.#tokens = tokens;
    this.#seen = seen;
    this.#totals = { spam: contents.totals.spam, ham: contents.totals.ham };
    this.#expiry = NO_EXPIRY;
  }

  clear(): Promise<void> {
    return this.restore({ totals: { spam: 0, ham: 0 }, tokens: [], seen: [] });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
