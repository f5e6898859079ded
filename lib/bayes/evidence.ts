/**
 * What Bayes knows of one message before the rules run: from views to tokens to what the store has of them (spec 5.3). Only
 * reads. Rejects with a MailsiftError when the database fails.
 */
import type { BayesEvidence } from '../rules/outside.ts';
import type { RuleSet } from '../rules/rule.ts';
import type { Stopwatch } from '../stopwatch.ts';
import type { BayesStore } from '../store/bayes/bayes-store.ts';
import type { Views } from '../views/views.ts';
import { classify, type Clue } from './classify.ts';
import { bayesSettings, isIgnored } from './settings.ts';
import { tokenSettings } from './token-settings.ts';
import { tokensByKey, tokensOf, type TokenViews } from './tokenize.ts';

export interface BayesFinding {
  readonly evidence: BayesEvidence;
  /** The tokens that have told something: they are still of use. */
  readonly used: readonly UsedToken[];
}

export type UsedToken = Pick<Clue, 'key' | 'atimeS'>;

/** In two steps: once the question is out, other things may be done until the answer is wanted. undefined: too little was learnt. */
export async function askBayes(
  views: TokenViews & Pick<Views, 'fromAddresses' | 'toAddresses'>,
  set: RuleSet,
  store: Pick<BayesStore, 'totals' | 'tokens'>,
  stopwatch: Stopwatch,
): Promise<(() => Promise<BayesFinding>) | undefined> {
  const settings = bayesSettings(set);
  const nothing = { evidence: { probability: undefined }, used: [] };
  const totals = await asked(stopwatch, () => store.totals());
  if (totals.spam < settings.minSpam || totals.ham < settings.minHam) return undefined;
  if (isIgnored(views, set)) return () => Promise.resolve(nothing);
  const texts = stopwatch.measure('tokens', () => tokensByKey(tokensOf(views, tokenSettings(set), 'scan')));
  const answer = stopwatch.measure('bayes', () => store.tokens([...texts.keys()]));
  // Whoever wants the answer hears of it.
  answer.catch(() => undefined);
  return async () => {
    const known = await stopwatch.wait('bayes', answer);
    const { probability, learned, clues } = classify(known, totals, settings);
    if (learned === 0) return nothing;
    return {
      evidence: {
        probability,
        details: {
          tokens: texts.size,
          known: learned,
          ...totals,
          clues: clues.map(({ key, ...clue }) => ({ ...clue, text: texts.get(key) ?? '' })),
        },
      },
      used: clues,
    };
  };
}

/** A store may answer at once: that is time of its own, too. */
function asked<T>(stopwatch: Stopwatch, question: () => Promise<T>): Promise<T> {
  return stopwatch.wait('bayes', Promise.resolve().then(question));
}
