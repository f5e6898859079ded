/** Whether the Bayes data can be opened, and whether enough was learnt for them to count. */
import { describeError } from '../errors.ts';
import type { SettingLines } from '../rules/settings.ts';
import { formatBayesStoreAddress } from '../store/bayes/address.ts';
import type { BayesState } from '../store/bayes/bayes-store.ts';
import type { SiteBayes } from '../store/bayes/site-store.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const AREA = 'bayes';

export async function examineBayes(bayes: SiteBayes, rules: SettingLines): Promise<Finding[]> {
  const { enabled, onFailure } = bayes.settings;
  if (!enabled || !rules.flag('use_bayes', true)) {
    const by = enabled ? 'use_bayes of the rule files' : 'bayes.enabled';
    return [ok(AREA, `switched off by ${by}`)];
  }
  const { address, options } = bayes.placeFor(rules);
  const name = `${formatBayesStoreAddress(address)}, user ${options.user}`;
  try {
    const store = await bayes.open(rules, 'read');
    return [judgeBayes(name, await store.state(), minima(rules), store.kind !== 'redis')];
  } catch (thrown) {
    const advice = 'the message goes its way without Bayes meanwhile (bayes.on_failure)';
    return [
      onFailure === 'ignore'
        ? warning(AREA, describeError(thrown), advice)
        : problem(AREA, describeError(thrown), 'mail waits meanwhile (bayes.on_failure)'),
    ];
  } finally {
    await bayes.close();
  }
}

interface Minima {
  readonly spam: number;
  readonly ham: number;
}

function minima(rules: SettingLines): Minima {
  return { spam: rules.number('bayes_min_spam_num', 200), ham: rules.number('bayes_min_ham_num', 200) };
}

export function judgeBayes(name: string, state: BayesState, needed: Minima, countsTokens: boolean): Finding {
  const { spam, ham, tokens } = state;
  const what = `${name}: ${spam} spam and ${ham} ham learnt${countsTokens ? `, ${tokens} tokens` : ''}`;
  const missing = (['spam', 'ham'] as const).flatMap(kind => {
    const count = needed[kind] - state[kind];
    return count > 0 ? [`${count} more ${kind} (mailsift learn --${kind})`] : [];
  });
  if (missing.length === 0) return ok(AREA, what);
  return warning(AREA, `${what}; too little to count`, `teach it ${missing.join(' and ')}`);
}
