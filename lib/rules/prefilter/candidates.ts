/**
 * Which elements of an area the regexes of its rules can match in. One pass over the elements serves all rules: those that hold a
 * literal of each set that a regex needs (literal-index.ts); for regexes that need none, those in which something can begin to
 * match (lazy-dfa.ts). What is left can match anywhere.
 */
import type { RuleRegex } from '../regex/rule-regex.ts';
import { LazyDfa } from './lazy-dfa.ts';
import { LiteralIndex } from './literal-index.ts';
import { NumberLists } from './number-lists.ts';
import type { Automaton } from './prefix-automaton.ts';

/** For new states of the automata, in one message: a tenth of a second. A large message of spam takes half of it. */
const MAX_EFFORT = 2_000_000;

/** The regexes of one area, made once for a rule set. */
export class RegexGroup {
  readonly #index: LiteralIndex;
  /** By literal: the sets that it is in, by number. */
  readonly #setsOfLiteral: NumberLists;
  readonly #dfa: LazyDfa;
  /** The number of an automaton is that of a set. */
  readonly #firstAutomaton: number;
  readonly #setCount: number;
  readonly #setsOfRegex = new Map<RuleRegex, readonly number[]>();

  constructor(regexes: Iterable<RuleRegex>) {
    const literals = new Map<string, number[]>();
    const automata = new Map<RuleRegex, Automaton>();
    let setCount = 0;
    for (const regex of regexes) {
      const { needs } = regex.requirement;
      const automaton = regex.isHeavy || needs.length === 0 ? regex.prefixAutomaton : undefined;
      if (automaton !== undefined) automata.set(regex, automaton);
      if (needs.length === 0) continue;
      this.#setsOfRegex.set(
        regex,
        needs.map((_, at) => setCount + at),
      );
      for (const need of needs) {
        for (const literal of need) {
          const sets = literals.get(literal);
          if (sets === undefined) literals.set(literal, [setCount]);
          else sets.push(setCount);
        }
        setCount += 1;
      }
    }
    this.#index = new LiteralIndex([...literals.keys()]);
    this.#setsOfLiteral = new NumberLists([...literals.values()]);
    this.#firstAutomaton = setCount;
    this.#dfa = new LazyDfa([...automata.values()]);
    for (const regex of automata.keys()) {
      this.#setsOfRegex.set(regex, [...(this.#setsOfRegex.get(regex) ?? []), setCount]);
      setCount += 1;
    }
    this.#setCount = setCount;
  }

  /** For an image. */
  compact(): void {
    this.#dfa.compact();
  }

  /** For one message. */
  candidates(elements: readonly string[]): Candidates {
    const elementsOfSet = new Map<number, number[]>();
    const note = (set: number, element: number): void => {
      const list = elementsOfSet.get(set);
      if (list === undefined) elementsOfSet.set(set, [element]);
      else if (list[list.length - 1] !== element) list.push(element);
    };
    // By literal: the last element in which it was found.
    const seen = new Map<number, number>();
    const effort = { left: MAX_EFFORT };
    for (const [number, element] of elements.entries()) {
      this.#index.find(element.toLowerCase(), literal => {
        if (seen.get(literal) === number) return;
        seen.set(literal, number);
        const sets = this.#setsOfLiteral;
        const end = sets.end(literal);
        for (let place = sets.start(literal); place < end; place += 1) note(sets.number(place), number);
      });
      const accepting = this.#dfa.accepting(element, effort);
      if (accepting !== undefined) for (const one of accepting) note(this.#firstAutomaton + one, number);
      else for (let set = this.#firstAutomaton; set < this.#setCount; set += 1) note(set, number);
    }
    return {
      isExcluded: regex => {
        const sets = this.#setsOfRegex.get(regex);
        if (sets === undefined) return false;
        for (const set of sets) if (!elementsOfSet.has(set)) return true;
        return false;
      },
      of: regex =>
        this.#setsOfRegex
          .get(regex)
          ?.map((set): readonly number[] => elementsOfSet.get(set) ?? [])
          .reduce(intersection),
    };
  }
}

export interface Candidates {
  /** True: it can match in no element. False: perhaps it can. */
  readonly isExcluded: (regex: RuleRegex) => boolean;
  /** Numbers of elements, ascending; undefined: all. */
  readonly of: (regex: RuleRegex) => readonly number[] | undefined;
}

/** Of ascending numbers. */
function intersection(some: readonly number[], others: readonly number[]): readonly number[] {
  let at = 0;
  return some.filter(one => {
    while ((others[at] ?? Infinity) < one) at += 1;
    return others[at] === one;
  });
}
