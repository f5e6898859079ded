/**
 * The store of a process: opened when it is first asked for, once for reading and once for learning, closed at the end. What failed is
 * not tried again for a while, so that many messages do not each wait for a server that is down.
 */
import { MailsiftError } from '../errors.ts';
import type { MonotonicClock } from '../deadline.ts';
import type { BayesStore } from '../store/bayes/bayes-store.ts';

export type BayesAccess = 'read' | 'learn';

const RETRY_MS = 60_000;

export class BayesSource {
  readonly #open: (access: BayesAccess) => Promise<BayesStore>;
  readonly #clock: MonotonicClock;
  readonly #stores = new Map<BayesAccess, Promise<BayesStore>>();
  #failure: { readonly error: unknown; readonly atMs: number } | undefined;

  constructor(
    open: (access: BayesAccess) => Promise<BayesStore>,
    clock: MonotonicClock = () => performance.now(),
  ) {
    this.#open = open;
    this.#clock = clock;
  }

  /** Rejects with a MailsiftError when it cannot be opened. */
  store(access: BayesAccess): Promise<BayesStore> {
    const { error, atMs } = this.#failure ?? {};
    if (atMs !== undefined && this.#clock() - atMs < RETRY_MS) return Promise.reject(asError(error));
    let store = this.#stores.get(access);
    if (store === undefined) {
      store = this.#open(access);
      this.#stores.set(access, store);
      store.catch((thrown: unknown) => {
        this.failed(thrown);
      });
    }
    return store;
  }

  /** Something went wrong with what was opened: it is opened anew some time. */
  failed(error: unknown): void {
    this.#failure = { error, atMs: this.#clock() };
    void this.close();
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const stores = [...this.#stores.values()];
    this.#stores.clear();
    await Promise.allSettled(stores.map(async store => (await store).close()));
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new MailsiftError(String(thrown));
}
