/** Which rules of a stage are to run on a message: all save those that the prefilter rules out. */
import { subjectOf } from './header-subject.ts';
import { candidatesIn, candidatesInHeader, EVERYTHING } from './prefiltered.ts';
import type { RuleCandidates } from './prefiltered.ts';
import type { MessageContext } from './plugins/plugin.ts';
import type { FilteredRules, PlannedStage } from './rule-plan.ts';

/** Numbers, ascending. */
export function rulesToRun({ always, filtered }: PlannedStage, message: MessageContext): readonly number[] {
  const rules = [...always];
  for (const list of filtered) {
    const { isExcluded } = candidatesFor(list, message);
    for (const rule of list.rules) if (!isExcluded(rule)) rules.push(rule);
  }
  return rules.sort((a, b) => a - b);
}

function candidatesFor(list: FilteredRules, message: MessageContext): RuleCandidates {
  try {
    if (list.kind === 'area') return candidatesIn(list.area, message);
    return candidatesInHeader(subjectOf(list.subject, message.views), message);
  } catch {
    // What is wrong with the text, its rules say.
    return EVERYTHING;
  }
}
