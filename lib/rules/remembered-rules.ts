/**
 * Rule sets that were loaded before: by this process, or by the one that its image was made of (lib/image). They serve as long
 * as the files that they were made of have not changed. When the files have changed and what they hold now cannot be used (a
 * file that cannot be read, errors that were not there before), the set as it was goes on: the last good rules are better
 * than none or half of them.
 */
import { describeError } from '../errors.ts';
import { loadRuleSources } from './load-rules.ts';
import type { LoadOptions, RuleSources } from './load-rules.ts';
import type { RuleFault, RuleSet } from './rule.ts';

export interface LoadedRules {
  readonly set: RuleSet;
  /** What a person should know of the way they were loaded; for the log. */
  readonly remarks: readonly string[];
}

const sets = new Map<string, RuleSet>();
let areOutOfDate = false;

/** Whether remembered rules were asked for whose files have changed since. */
export function remembersOldRules(): boolean {
  return areOutOfDate;
}

export function rememberedRuleSources(sources: RuleSources, options: LoadOptions): LoadedRules {
  return remembered(JSON.stringify([sources, options]), () => loadRuleSources(sources, options));
}

function remembered(key: string, load: () => RuleSet): LoadedRules {
  const known = sets.get(key);
  const changed = known?.files.changed();
  if (known !== undefined && changed === undefined) return { set: known, remarks: [] };
  areOutOfDate ||= known !== undefined;
  try {
    const set = load();
    const fault = known === undefined ? undefined : newError(set, known);
    if (known === undefined || fault === undefined) {
      sets.set(key, set);
      const stale = `${changed ?? ''} has changed since the rules were compiled; see: mailsift compile`;
      return { set, remarks: known === undefined ? [] : [stale] };
    }
    return { set: known, remarks: [keptBecause(`${fault.file}:${fault.line}: ${fault.text}`)] };
  } catch (thrown) {
    if (known === undefined) throw thrown;
    return { set: known, remarks: [keptBecause(describeError(thrown))] };
  }
}

function keptBecause(why: string): string {
  return `the compiled rules stay in use, the new ones are faulty: ${why}; see: mailsift rules lint`;
}

/** An error, where there were none. */
function newError(set: RuleSet, known: RuleSet): RuleFault | undefined {
  const isError = ({ level }: RuleFault): boolean => level === 'error';
  return known.faults.some(isError) ? undefined : set.faults.find(isError);
}
