/** Which messages are learnt without being asked (spec 5.4); lib/rules/report/autolearn.ts decides it. */
import type { Plugin } from './plugin.ts';

export const autoLearnThreshold: Plugin = {
  name: 'AutoLearnThreshold',
  isDefault: true,
  directives: {
    bayes_auto_learn_threshold_nonspam: 'number',
    bayes_auto_learn_threshold_spam: 'number',
    bayes_auto_learn_on_error: 'bool',
  },
};
