/**
 * Runs a rule set on one message: hits and score as SpamAssassin counts them (spec 1.5 to 1.8), with what can be known at
 * once, or with the evidence from elsewhere as well. RuleRun is the same in steps.
 */
import type { Stopwatch } from '../stopwatch.ts';
import type { Views } from '../views/views.ts';
import { perSet } from './per-set.ts';
import type { RuleSetResult } from './result.ts';
import type { RuleSet, ScoreSet } from './rule.ts';
import { RuleRun } from './rule-run.ts';
import type { RunOptions } from './rule-run.ts';

export function runRules(set: RuleSet, views: Views, options: RunOptions): RuleSetResult {
  const run = new RuleRun(set, views, options);
  run.runGroups();
  return run.finish();
}

/** Rules from this priority on see what was asked elsewhere (SpamAssassin: HARVEST_DNSBL_PRIORITY). */
const HARVEST_PRIORITY = 500;

/** Rules that may end the run, by priority: what comes behind such a rule waits until it is decided. */
const endings = perSet(({ rules, shortcircuits }) => {
  const ending = [...shortcircuits].flatMap(([name, way]) => (way === 'off' ? [] : (rules.get(name) ?? [])));
  const early = ending.filter(({ priority }) => priority < HARVEST_PRIORITY);
  return [...Map.groupBy(early, ({ priority }) => priority)]
    .sort(([a], [b]) => a - b)
    .map(([priority, list]) => ({ priority, rules: list.map(({ name }) => name) }));
});

export interface OutsideRunOptions extends RunOptions {
  readonly stopwatch: Stopwatch;
  /** Waits for what must be known before any rule runs. options.scoreSet is the one to be expected. */
  readonly scoreSetKnown?: () => Promise<ScoreSet>;
}

/** The same, waiting for what options.outside has to tell. */
export async function runRulesOutside(
  set: RuleSet,
  views: Views,
  options: OutsideRunOptions,
): Promise<RuleSetResult> {
  const { stopwatch } = options;
  const run = await begun(set, views, options);
  for (const { priority, rules } of endings(set)) {
    stopwatch.measure('rules', () => {
      run.runGroups(priority + 1);
    });
    if (run.isWaiting && rules.some(rule => !run.isDecided(rule)))
      await stopwatch.wait('answers', run.answered());
  }
  stopwatch.measure('rules', () => {
    run.runGroups(HARVEST_PRIORITY);
  });
  if (run.isWaiting) {
    await stopwatch.wait('answers', run.answered());
    stopwatch.measure('rules', () => {
      run.runGroups();
    });
  }
  return stopwatch.measure('rules', () => run.finish());
}

/** Its questions to others are out before it waits; should another score set hold, which is rare, they are asked anew. */
async function begun(set: RuleSet, views: Views, options: OutsideRunOptions): Promise<RuleRun> {
  const { scoreSet, scoreSetKnown, stopwatch } = options;
  const run = new RuleRun(set, views, options);
  if (scoreSetKnown === undefined) return run;
  stopwatch.measure('rules', () => {
    run.ask();
  });
  const known = await scoreSetKnown();
  return known === scoreSet ? run : new RuleRun(set, views, { ...options, scoreSet: known });
}
