/**
 * Which sets of literals have a member in the elements of an area: those that all elements are looked at for, and those that one element
 * alone is looked at for. Literals are byte strings in lower case.
 */
import { ALL_ELEMENTS } from './automata-index.ts';
import { LiteralIndex } from './literal-index.ts';
import { NumberLists } from './number-lists.ts';

export interface LiteralSet {
  readonly literals: readonly string[];
  /** What it is known by. */
  readonly number: number;
  /** The one element that is looked at, or ALL_ELEMENTS. */
  readonly element: number;
}

export class LiteralSets {
  readonly #everywhere: Part | undefined;
  readonly #byElement: readonly (Part | undefined)[];

  constructor(sets: readonly LiteralSet[]) {
    const byElement = Map.groupBy(sets, ({ element }) => element);
    const partOf = (element: number): Part | undefined => {
      const list = byElement.get(element);
      return list === undefined ? undefined : new Part(list);
    };
    this.#everywhere = partOf(ALL_ELEMENTS);
    const count = Math.max(...byElement.keys(), ALL_ELEMENTS) + 1;
    this.#byElement = Array.from({ length: count }, (_, element) => partOf(element));
  }

  /** Calls back with each set that has a member in an element, the text between two places, perhaps more than once. */
  find(element: number, lower: Uint8Array, from: number, to: number, found: (set: number) => void): void {
    this.#everywhere?.find(lower, from, to, found);
    this.#byElement[element]?.find(lower, from, to, found);
  }
}

class Part {
  readonly #index: LiteralIndex;
  /** By literal. */
  readonly #sets: NumberLists;

  constructor(sets: readonly LiteralSet[]) {
    const setsOf = new Map<string, Set<number>>();
    for (const { literals, number } of sets)
      for (const literal of literals) setsOf.set(literal, (setsOf.get(literal) ?? new Set()).add(number));
    this.#index = new LiteralIndex([...setsOf.keys()]);
    this.#sets = new NumberLists([...setsOf.values()].map(numbers => [...numbers]));
  }

  find(lower: Uint8Array, from: number, to: number, found: (set: number) => void): void {
    const sets = this.#sets;
    this.#index.find(lower, from, to, literal => {
      const end = sets.end(literal);
      for (let place = sets.start(literal); place < end; place += 1) found(sets.number(place));
    });
  }
}
