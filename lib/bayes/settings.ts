/** What a rule set says of Bayes beside its tokens (spec 1.9, 5.1), by SpamAssassin's names and defaults. */
import { addressLists, type AddressList } from '../rules/plugins/address-lists.ts';
import { perSet } from '../rules/per-set.ts';
import type { Views } from '../views/views.ts';
import type { ExpirySettings } from './expire.ts';

export interface BayesSettings {
  /** Whether there is a Bayes at all. */
  readonly isUsed: boolean;
  /** Whether messages are scored. */
  readonly scores: boolean;
  /** Whether messages are learnt without being asked. */
  readonly autoLearns: boolean;
  readonly minSpam: number;
  readonly minHam: number;
  readonly usesHapaxes: boolean;
  readonly expiry: ExpirySettings & { readonly isAutomatic: boolean };
}

export const bayesSettings = perSet(({ settings, plugins }): BayesSettings => {
  const isUsed =
    plugins.has('Bayes') && settings.flag('use_learner', true) && settings.flag('use_bayes', true);
  return {
    isUsed,
    scores: isUsed && settings.flag('use_bayes_rules', true),
    autoLearns: isUsed && settings.flag('bayes_auto_learn', true),
    minSpam: settings.number('bayes_min_spam_num', 200),
    minHam: settings.number('bayes_min_ham_num', 200),
    usesHapaxes: settings.flag('bayes_use_hapaxes', true),
    expiry: {
      maxTokens: settings.number('bayes_expiry_max_db_size', 150_000),
      isAutomatic: settings.flag('bayes_auto_expire', true),
    },
  };
});

const ignoreLists = perSet(set => {
  const lists = addressLists(set);
  return { from: lists.get('bayes_ignore_from'), to: lists.get('bayes_ignore_to') };
});

/** bayes_ignore_from, bayes_ignore_to: Bayes is to keep out of this message. */
export function isIgnored(
  views: Pick<Views, 'fromAddresses' | 'toAddresses'>,
  set: Parameters<typeof ignoreLists>[0],
): boolean {
  const { from, to } = ignoreLists(set);
  const has = (list: AddressList | undefined, addresses: () => readonly string[]): boolean =>
    list !== undefined && !list.isEmpty && addresses().some(address => list.has(address));
  return has(from, () => views.fromAddresses) || has(to, () => views.toAddresses);
}
