/** Searches for automata alone, or literals alone, that are known by their places in a list. */
import { automataParts } from '../../../lib/rules/prefilter/automata-index.ts';
import { literalParts } from '../../../lib/rules/prefilter/literal-sets.ts';
import type { Automaton } from '../../../lib/rules/prefilter/prefix-automaton.ts';
import { ALL_ELEMENTS, TextSearch } from '../../../lib/rules/prefilter/text-search.ts';
import type { Elements } from '../../../lib/rules/prefilter/text-search.ts';

export interface Placed<T> {
  readonly sought: T;
  readonly element: number;
}

export const PLENTY = 10_000_000;

/** Sets of literals first, then automata. */
export function searchFor(
  literals: readonly Placed<readonly string[]>[],
  automata: readonly Placed<Automaton>[],
): TextSearch {
  return new TextSearch({
    elementOfSet: Int32Array.from([...literals, ...automata], ({ element }) => element),
    firstAutomaton: literals.length,
    parts: [
      ...literalParts(literals.map(({ sought, element }, number) => ({ literals: sought, number, element }))),
      ...automataParts(
        automata.map(({ sought, element }, number) => ({
          automaton: sought,
          owner: literals.length + number,
          element,
        })),
      ),
    ],
  });
}

export function everywhere<T>(sought: T): Placed<T> {
  return { sought, element: ALL_ELEMENTS };
}

/** By set the elements that have it; undefined: it is not known. */
export function elementsBySet(
  search: TextSearch,
  setCount: number,
  elements: Elements,
  effort = PLENTY,
): readonly (readonly number[])[] | undefined {
  const evidence = search.find(elements, effort);
  return evidence && Array.from({ length: setCount }, (_, set) => evidence.elementsOf(set));
}

/** Which automata accept in a byte string, of those that there are. */
export function accepting(
  automata: readonly Automaton[],
  text: string,
  effort = PLENTY,
): ReadonlySet<number> {
  const search = searchFor([], automata.map(everywhere));
  const found = elementsBySet(search, automata.length, [text], effort) ?? [];
  return new Set(found.flatMap((elements, number) => (elements.length > 0 ? [number] : [])));
}
