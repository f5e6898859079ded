/**
 * Runs a rule set on one message: hits and score as SpamAssassin counts them (spec 1.5 to 1.8), with what can be known at
 * once. RuleRun is the same in steps, for evidence that takes its time.
 */
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
