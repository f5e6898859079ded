/**
 * Runs a rule set on one message: hits and score as SpamAssassin counts them (spec 1.5 to 1.8), with what can be known at
 * once, or with the evidence from elsewhere as well. RuleRun is the same in steps.
 */
import type { Stopwatch } from '../stopwatch.ts';
import type { Views } from '../views/views.ts';
import type { RuleSetResult } from './result.ts';
import type { RuleSet } from './rule.ts';
import { RuleRun } from './rule-run.ts';
import type { RunOptions } from './rule-run.ts';

export function runRules(set: RuleSet, views: Views, options: RunOptions): RuleSetResult {
  const run = new RuleRun(set, views, options);
  run.runGroups();
  return run.finish();
}

/** Rules from this priority on see what was asked elsewhere (SpamAssassin: HARVEST_DNSBL_PRIORITY). */
const HARVEST_PRIORITY = 500;

/** The same, waiting for what options.outside has to tell. */
export async function runRulesOutside(
  set: RuleSet,
  views: Views,
  options: RunOptions & { readonly stopwatch: Stopwatch },
): Promise<RuleSetResult> {
  const { stopwatch } = options;
  const run = new RuleRun(set, views, options);
  stopwatch.measure('rules', () => {
    run.runGroups(HARVEST_PRIORITY);
  });
  if (run.isWaiting) await stopwatch.wait('answers', run.answered());
  return stopwatch.measure('rules', () => {
    run.runGroups();
    return run.finish();
  });
}
