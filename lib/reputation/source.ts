/**
 * The records of senders of a process: opened at the first question, closed at the end. What failed is not tried again for a while,
 * so that many messages do not each wait for a server that is down.
 */
import type { MonotonicClock } from '../deadline.ts';
import { MailsiftError } from '../errors.ts';
import type { Reputation } from '../rules/outside.ts';
import type { SenderRecords } from '../rules/reputation/sender-records.ts';
import type { RuleSet } from '../rules/rule.ts';
import type { BayesStoreAddress } from '../store/bayes/address.ts';
import type { ReputationStore } from '../store/reputation/reputation-store.ts';
import { sendersScope, type SendersScope } from './scope.ts';

export interface ReputationPlace {
  /** null: what the rule files say, else the file. */
  readonly address: BayesStoreAddress | null;
  readonly file: string;
  /** null: what the rule files say, else GLOBAL. */
  readonly user: string | null;
  readonly timeoutMs: number;
}

/** SpamAssassin's name for records that belong to nobody in particular. */
export const SITE_SENDERS = 'GLOBAL';
const RETRY_MS = 60_000;

export class ReputationSource {
  readonly #place: ReputationPlace;
  readonly #clock: MonotonicClock;
  readonly #stores = new Map<string, Promise<ReputationStore>>();
  #failure: { readonly error: Error; readonly atMs: number } | undefined;

  constructor(place: ReputationPlace, clock: MonotonicClock = () => performance.now()) {
    this.#place = place;
    this.#clock = clock;
  }

  /** undefined: the rule set asks for none. Nothing is opened before something is asked. */
  of(set: RuleSet): Reputation | undefined {
    const scope = sendersScope(set);
    if (scope === undefined) return undefined;
    const user = this.#place.user ?? scope.user ?? SITE_SENDERS;
    const own = this.#records(scope, user);
    return scope.isDual && user !== SITE_SENDERS
      ? { own, shared: this.#records(scope, SITE_SENDERS) }
      : { own };
  }

  /** For commands: the store itself. Throws MailsiftError. */
  async open(
    scope: SendersScope,
    user = this.#place.user ?? scope.user ?? SITE_SENDERS,
  ): Promise<ReputationStore> {
    const { openReputation } = await import('../store/reputation/open.ts');
    const { address, file, timeoutMs } = this.#place;
    const place = address ?? scope.place() ?? { kind: 'sqlite' as const, path: file };
    return await openReputation(place, { kind: scope.kind, table: scope.table, user }, timeoutMs);
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const stores = [...this.#stores.values()];
    this.#stores.clear();
    await Promise.allSettled(stores.map(async store => (await store).close()));
  }

  #records(scope: SendersScope, user: string): SenderRecords {
    const attempt = async <T>(work: (store: ReputationStore) => Promise<T>): Promise<T> => {
      try {
        return await work(await this.#store(scope, user));
      } catch (thrown) {
        if (this.#failure?.error !== thrown) {
          const error = thrown instanceof Error ? thrown : new MailsiftError(String(thrown));
          this.#failure = { error, atMs: this.#clock() };
          void this.close();
        }
        throw thrown;
      }
    };
    return {
      read: lookups => attempt(store => store.read(lookups)),
      change: changes => attempt(store => store.change(changes)),
    };
  }

  #store(scope: SendersScope, user: string): Promise<ReputationStore> {
    const { error, atMs = 0 } = this.#failure ?? {};
    if (error !== undefined && this.#clock() - atMs < RETRY_MS) return Promise.reject(error);
    const name = `${scope.kind} ${user}`;
    let store = this.#stores.get(name);
    if (store === undefined) {
      store = this.open(scope, user);
      this.#stores.set(name, store);
    }
    return store;
  }
}
