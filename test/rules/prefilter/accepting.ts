/** Which automata accept in a byte string; undefined: it may be all. */
import type { Effort, LazyDfa } from '../../../lib/rules/prefilter/lazy-dfa.ts';

export function accepting(dfa: LazyDfa, text: string, effort: Effort): ReadonlySet<number> | undefined {
  const accepted = new Set<number>();
  const isKnown = dfa.run(Buffer.from(text, 'latin1'), 0, text.length, effort, automaton => {
    accepted.add(automaton);
  });
  return isKnown ? accepted : undefined;
}
