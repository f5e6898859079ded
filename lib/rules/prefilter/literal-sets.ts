/**
 * The parts of the search that tell which sets of literals have a member in the elements of an area: those that all elements are looked
 * at for, and those that one element alone is looked at for. Literals are byte strings in lower case.
 */
import { literalIndex } from './literal-index.ts';
import type { Part } from './text-search.ts';

export interface LiteralSet {
  readonly literals: readonly string[];
  /** What it is known by. */
  readonly number: number;
  /** The one element that is looked at, or ALL_ELEMENTS. */
  readonly element: number;
}

export function literalParts(sets: readonly LiteralSet[]): readonly Part[] {
  return [...Map.groupBy(sets, ({ element }) => element)].map(([element, some]) => {
    const setsOf = new Map<string, Set<number>>();
    for (const { literals, number } of some)
      for (const literal of literals) setsOf.set(literal, (setsOf.get(literal) ?? new Set()).add(number));
    return { element, kind: 'literals', block: literalIndex(setsOf) };
  });
}
