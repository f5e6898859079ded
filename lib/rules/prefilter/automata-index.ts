/**
 * The parts of the search that tell which of many automata accept in the elements of an area. They are spread over a few deterministic
 * ones (assembly/prefilter/automata.ts), each with those that begin alike: of many small ones a text leads to fewer new states, and each
 * has fewer members, than of a large one.
 */
import { mergeAutomata } from './merged-automata.ts';
import type { OwnedAutomaton } from './merged-automata.ts';
import type { Automaton } from './prefix-automaton.ts';
import type { Part } from './text-search.ts';

export interface PlacedAutomaton extends OwnedAutomaton {
  /** The one element that it looks at, or ALL_ELEMENTS. */
  readonly element: number;
}

const MAX_TOGETHER = 33;
/** States are numbers of 16 bits, and a few come to those of the automata. No automaton has more than a tenth of that. */
const MAX_STATES_TOGETHER = 0xff00;

export function automataParts(automata: readonly PlacedAutomaton[]): readonly Part[] {
  return [...Map.groupBy(automata, ({ element }) => element)].flatMap(([element, some]) =>
    spread(some).map(list => ({ element, kind: 'automata' as const, block: mergeAutomata(list) })),
  );
}

/** Into parts of about one size. */
function spread(automata: readonly PlacedAutomaton[]): readonly (readonly PlacedAutomaton[])[] {
  const sorted = automata
    .map(one => ({ one, begin: beginOf(one.automaton) }))
    .sort((a, b) => (a.begin < b.begin ? -1 : 1))
    .map(({ one }) => one);
  const largest = Math.max(...sorted.map(({ automaton }) => automaton.states.length));
  const together = Math.min(MAX_TOGETHER, Math.floor(MAX_STATES_TOGETHER / largest));
  const size = Math.ceil(sorted.length / Math.ceil(sorted.length / together));
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, part) =>
    sorted.slice(part * size, (part + 1) * size),
  );
}

/** The bytes that it can begin with. */
function beginOf({ states, starts }: Automaton): string {
  return starts.anywhere.map(start => Buffer.from(states[start]?.bytes ?? []).toString('latin1')).join('');
}
