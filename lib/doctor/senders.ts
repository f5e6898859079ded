/** Whether what is known of senders (AWL, TxRep) can be read, where the rule files use it. */
import { describeError } from '../errors.ts';
import { sendersScope } from '../reputation/scope.ts';
import type { ReputationSource } from '../reputation/source.ts';
import type { RuleSet } from '../rules/rule.ts';
import { ok, warning, type Finding } from './finding.ts';

const AREA = 'senders';
/** Nobody: it is only to be seen whether there is an answer. */
const NOBODY = { id: 'postmaster@example.invalid', network: 'none', signers: [''] };

export async function examineSenders(source: ReputationSource, set: RuleSet): Promise<Finding[]> {
  const scope = sendersScope(set);
  const switched = set.settings.flag('use_txrep', false) && set.plugins.has('TxRep');
  if (scope === undefined) return [];
  const name = scope.kind === 'awl' ? 'AWL' : 'TxRep';
  const both =
    scope.kind === 'awl' && switched
      ? [
          warning(
            AREA,
            'TxRep does nothing beside AWL',
            'say use_auto_welcomelist 0 in the rule files, or do not load AWL',
          ),
        ]
      : [];
  try {
    const store = await source.open(scope);
    try {
      await store.read([NOBODY]);
    } finally {
      await store.close();
    }
    return [...both, ok(AREA, `${name}: ${store.name}`)];
  } catch (thrown) {
    const advice = 'messages are scored meanwhile as if their senders were new';
    return [...both, warning(AREA, `${name}: ${describeError(thrown)}`, advice)];
  }
}
