/**
 * Opens what rules may know beside the message: what Bayes has learnt. Others (DNS, reputation, signatures) join here. What
 * fails is a remark, and the rules do without it, unless it is needed: then this rejects.
 */
import type { Outside } from '../../rules/outside.ts';
import type { RuleSet } from '../../rules/rule.ts';
import type { Stopwatch } from '../../stopwatch.ts';
import type { Views } from '../../views/views.ts';
import { openBayes, type BayesOptions, type MessageBayes } from './bayes.ts';

export type OutsideOptions = BayesOptions;

export interface OpenedOutside {
  readonly outside: Outside;
  readonly bayes: MessageBayes;
  readonly remarks: readonly string[];
}

export async function openOutside(
  views: Views,
  set: RuleSet,
  options: OutsideOptions,
  stopwatch: Stopwatch,
  nowS: number,
): Promise<OpenedOutside> {
  const bayes = await openBayes(views, set, options, stopwatch, nowS);
  const { evidence, remarks } = bayes;
  return { outside: evidence === undefined ? {} : { bayes: evidence }, bayes, remarks };
}
