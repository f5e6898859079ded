/** Whether a rule set has rules that call one of these eval functions: else their evidence need not be looked for. */
import { perSet } from '../per-set.ts';
import type { RuleSet } from '../rule.ts';

export function usesEvalOf(functions: readonly string[]): (set: RuleSet) => boolean {
  const names: ReadonlySet<string> = new Set(functions);
  return perSet(({ rules }) =>
    [...rules.values()].some(({ test }) => test.kind === 'eval' && names.has(test.function)),
  );
}
