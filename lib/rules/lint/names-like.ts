/** Names of rules that match a pattern of `*` and `?`, in capitals or not, in the order of the set. */
import { matchesGlob } from '../meta/glob.ts';
import type { RuleSet } from '../rule.ts';

export function namesLike(set: RuleSet, pattern: string): readonly string[] {
  const glob = pattern.toLowerCase();
  return [...set.rules.keys()].filter(name => matchesGlob(name.toLowerCase(), glob));
}
