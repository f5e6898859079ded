/**
 * The store of a process, as messages ask for it. What failed is not tried again for a while, so that many messages do not each wait for a server that is down.
 */
import { MailsiftError } from '../errors.ts';
import type { MonotonicClock } from '../deadline.ts';
import type { SettingLines } from '../rules/settings.ts';
import type { BayesStore } from '../store/bayes/bayes-store.ts';

export type BayesAccess = 'read' | 'learn';

/** What opens it, once for each kind of access (SiteBayes). */
export interface BayesPlace {
  open(rules: SettingLines, access: BayesAccess): Promise<BayesStore>;
  close(): Promise<void>;
}

const RETRY_MS = 60_000;

export class BayesSource {
  readonly #place: BayesPlace;
  readonly #clock: MonotonicClock;
  #failure: { readonly error: unknown; readonly atMs: number } | undefined;

  constructor(place: BayesPlace, clock: MonotonicClock = () => performance.now()) {
    this.#place = place;
    this.#clock = clock;
  }

  /** `rules`: the settings of the rule set. Rejects with a MailsiftError when it cannot be opened. */
  store(rules: SettingLines, access: BayesAccess): Promise<BayesStore> {
    const { error, atMs } = this.#failure ?? {};
    if (atMs !== undefined && this.#clock() - atMs < RETRY_MS) return Promise.reject(asError(error));
    const store = this.#place.open(rules, access);
    store.catch((thrown: unknown) => {
      this.failed(thrown);
    });
    return store;
  }

  /** Something went wrong with what was opened: it is opened anew some time. */
  failed(error: unknown): void {
    this.#failure = { error, atMs: this.#clock() };
    void this.#place.close().catch(() => undefined);
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new MailsiftError(String(thrown));
}
