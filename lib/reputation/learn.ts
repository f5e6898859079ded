/**
 * What a person says of a message is noted for its sender (TxRep: txrep_learn_penalty, txrep_learn_bonus; spec 6.2). Whoever learns
 * messages calls this for each one beside Bayes: the command `learn`, and the learning of the filter by itself where
 * txrep_autolearn is set. AWL learns nothing this way.
 */
import type { Reputation } from '../rules/outside.ts';
import { forget, learn } from '../rules/plugins/tx-rep/assess.ts';
import { lookupsFor } from '../rules/plugins/tx-rep/lookups.ts';
import { messageFacts } from '../rules/plugins/tx-rep/message-facts.ts';
import { txRepSettings } from '../rules/plugins/tx-rep/settings.ts';
import { foundOut } from '../rules/reputation/authenticated.ts';
import { Ledger } from '../rules/reputation/ledger.ts';
import type { RuleSet } from '../rules/rule.ts';
import type { Views } from '../views/views.ts';

/** Whether a sender was noted. Throws MailsiftError when the database cannot be used. */
export async function learnSender(
  { set, views }: { readonly set: RuleSet; readonly views: Views },
  reputation: Reputation,
  as: 'spam' | 'ham' | 'forget',
): Promise<boolean> {
  const settings = txRepSettings(set);
  const facts = set.plugins.has('TxRep') && settings.used ? messageFacts(views) : undefined;
  const points = { spam: settings.learnPenalty, ham: -settings.learnBonus, forget: undefined }[as];
  if (facts === undefined || points === 0) return false;
  // Nobody asks the DNS about a message that is learnt: signatures count if it was scanned just now, as in SpamAssassin.
  const authenticated = foundOut(views);
  const lookups = lookupsFor(facts, [authenticated], settings);
  const { own, shared } = reputation;
  const ledgers = {
    own: await Ledger.read(own, lookups),
    shared: settings.userRatio > 0 && shared !== undefined ? await Ledger.read(shared, lookups) : undefined,
  };
  const message = { facts, authenticated, settings, ledgers };
  if (points === undefined) forget(message);
  else learn(message, points);
  await own.change(ledgers.own.changes);
  if (ledgers.shared !== undefined) await shared?.change(ledgers.shared.changes);
  return true;
}

/** Whether what the filter learns by itself is noted for the sender, too. */
export function learnsSendersByItself(set: RuleSet): boolean {
  const { used, autolearns } = txRepSettings(set);
  return set.plugins.has('TxRep') && used && autolearns;
}
