/**
 * What Bayes says of a message, as rules (spec 5.3): check_bayes hits when the probability lies between its arguments. The
 * probability was worked out before the rules run (lib/bayes); without it nothing hits.
 */
import type { EvalContext, Plugin } from './plugin.ts';

export const bayes: Plugin = {
  name: 'Bayes',
  isDefault: true,
  directives: {
    bayes_max_token_length: 'number',
    bayes_stopword_languages: 'words',
    'bayes_stopword_*': 'words',
  },
  evals: { check_bayes: { area: 'body', run: checkBayes } },
};

/** Above `min`, which 0 lifts, up to `max`, which `undef` lifts. */
function checkBayes(context: EvalContext, [min = '0', max = 'undef']: readonly string[]): boolean {
  const probability = context.outside.bayes?.probability;
  if (probability === undefined) return false;
  if (Number(min) !== 0 && probability <= Number(min)) return false;
  if (max !== 'undef' && probability > Number(max)) return false;
  context.log(`score: ${probability.toFixed(4)}`);
  return true;
}
