/** Works something out once for each rule set: settings in the form in which a plugin or a view needs them. */
import type { RuleSet } from './rule.ts';

export function perSet<T>(make: (set: RuleSet) => T): (set: RuleSet) => T {
  const made = new WeakMap<RuleSet, { readonly value: T }>();
  return set => {
    let one = made.get(set);
    if (one === undefined) {
      one = { value: make(set) };
      made.set(set, one);
    }
    return one.value;
  };
}
