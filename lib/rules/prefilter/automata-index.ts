/**
 * Tells which of many automata accept in the elements of an area. They are spread over a few deterministic ones (lazy-dfa.ts), each with
 * those that begin alike: of many small ones a text leads to fewer new states, and each has fewer members, than of a large one.
 */
import { LazyDfa } from './lazy-dfa.ts';
import type { Effort } from './lazy-dfa.ts';
import type { OwnedAutomaton } from './merged-automata.ts';
import type { Automaton } from './prefix-automaton.ts';

/** It looks at all elements. */
export const ALL_ELEMENTS = -1;

export interface PlacedAutomaton extends OwnedAutomaton {
  /** The one element that it looks at, or ALL_ELEMENTS. */
  readonly element: number;
}

const MAX_TOGETHER = 33;

export class AutomataIndex {
  /** For all elements, and by element those that look at it alone. */
  readonly #everywhere: readonly LazyDfa[];
  readonly #byElement: readonly (readonly LazyDfa[] | undefined)[];

  constructor(automata: readonly PlacedAutomaton[]) {
    const byElement = Map.groupBy(automata, ({ element }) => element);
    const dfasOf = (element: number): readonly LazyDfa[] | undefined => {
      const list = byElement.get(element);
      return list === undefined ? undefined : spread(list).map(some => new LazyDfa(some));
    };
    this.#everywhere = dfasOf(ALL_ELEMENTS) ?? [];
    const count = Math.max(...byElement.keys(), ALL_ELEMENTS) + 1;
    this.#byElement = Array.from({ length: count }, (_, element) => dfasOf(element));
  }

  /**
   * Calls back with the owner of each automaton that accepts in an element, the text between two places, perhaps more than once.
   * False: it may be all.
   */
  run(
    element: number,
    text: Uint8Array,
    from: number,
    to: number,
    effort: Effort,
    accepted: (owner: number) => void,
  ): boolean {
    for (const dfa of this.#everywhere) if (!dfa.run(text, from, to, effort, accepted)) return false;
    for (const dfa of this.#byElement[element] ?? [])
      if (!dfa.run(text, from, to, effort, accepted)) return false;
    return true;
  }

  /** For an image. */
  compact(): void {
    for (const dfa of [...this.#everywhere, ...this.#byElement.flatMap(dfas => dfas ?? [])]) dfa.compact();
  }
}

/** Into parts of about one size. */
function spread(automata: readonly PlacedAutomaton[]): readonly (readonly PlacedAutomaton[])[] {
  const sorted = automata
    .map(one => ({ one, begin: beginOf(one.automaton) }))
    .sort((a, b) => (a.begin < b.begin ? -1 : 1))
    .map(({ one }) => one);
  const size = Math.ceil(sorted.length / Math.ceil(sorted.length / MAX_TOGETHER));
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, part) =>
    sorted.slice(part * size, (part + 1) * size),
  );
}

/** The bytes that it can begin with. */
function beginOf({ states, starts }: Automaton): string {
  return starts.anywhere.map(start => Buffer.from(states[start]?.bytes ?? []).toString('latin1')).join('');
}
