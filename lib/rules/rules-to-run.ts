/** Which rules of a stage are to run on a message: all save those that the prefilter rules out. */
import { candidatesIn, EVERYTHING } from './prefiltered.ts';
import type { FilteredGroup, RuleCandidates } from './prefiltered.ts';
import type { MessageContext } from './plugins/plugin.ts';
import type { PlannedStage } from './rule-plan.ts';

/** Numbers, ascending. */
export function rulesToRun({ always, filtered }: PlannedStage, message: MessageContext): readonly number[] {
  const rules = [...always];
  for (const list of filtered) {
    const { isExcluded } = candidatesFor(list.group, message);
    for (const rule of list.rules) if (!isExcluded(rule)) rules.push(rule);
  }
  return rules.sort((a, b) => a - b);
}

function candidatesFor(group: FilteredGroup, message: MessageContext): RuleCandidates {
  try {
    return candidatesIn(group, message);
  } catch {
    // What is wrong with the text, its rules say.
    return EVERYTHING;
  }
}
