/**
 * The Bayes data of this site, opened when they are needed: at most once for reading and once for learning, however many
 * messages ask. Who opened them closes them at the end.
 */
import type { SettingLines } from '../../rules/settings.ts';
import type { BayesStore } from './bayes-store.ts';
import { openBayesStore } from './open.ts';
import type { BayesStoreOptions } from './options.ts';
import { storeAddressFor, type BayesStorePlace, type OwnBayesSettings } from './store-address-for.ts';

export interface SiteBayesSettings extends OwnBayesSettings {
  readonly enabled: boolean;
  readonly autoLearn: boolean;
  /** ignore: the message goes its way without Bayes, and the log says so. fail: the spam check has failed. */
  readonly onFailure: 'ignore' | 'fail';
}

export class SiteBayes {
  readonly settings: SiteBayesSettings;
  readonly #stateDirectory: string;
  readonly #opened = new Map<BayesStoreOptions['access'], Promise<BayesStore>>();

  constructor(settings: SiteBayesSettings, stateDirectory: string) {
    this.settings = settings;
    this.#stateDirectory = stateDirectory;
  }

  /** `rules`: the settings of the rule set. */
  placeFor(rules: SettingLines): BayesStorePlace {
    return storeAddressFor(rules, this.settings, this.#stateDirectory);
  }

  /** Rejects with MailsiftError; the next one who asks has it tried again. */
  open(rules: SettingLines, access: BayesStoreOptions['access']): Promise<BayesStore> {
    let store = this.#opened.get(access);
    if (store === undefined) {
      const { address, options } = this.placeFor(rules);
      store = openBayesStore(address, { ...options, access });
      this.#opened.set(access, store);
      store.catch(() => this.#opened.delete(access));
    }
    return store;
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const stores = [...this.#opened.values()];
    this.#opened.clear();
    await Promise.allSettled(stores.map(async store => (await store).close()));
  }
}
