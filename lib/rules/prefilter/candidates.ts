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
  /** By regex: none, if it can match anywhere. */
  readonly #setsOfRegex: NumberLists;

  /** The number of a regex is its place in the list. */
  constructor(regexes: readonly RuleRegex[]) {
    const literals = new Map<string, number[]>();
    const automata: Automaton[] = [];
    const owners: number[] = [];
    const setsOfRegex: number[][] = [];
    let setCount = 0;
    for (const [number, regex] of regexes.entries()) {
      const { needs } = regex.requirement;
      const automaton = regex.isHeavy || needs.length === 0 ? regex.prefixAutomaton : undefined;
      if (automaton !== undefined) {
        automata.push(automaton);
        owners.push(number);
      }
      const sets: number[] = [];
      setsOfRegex.push(sets);
      for (const need of needs) {
        sets.push(setCount);
        for (const literal of need) {
          const list = literals.get(literal);
          if (list === undefined) literals.set(literal, [setCount]);
          else list.push(setCount);
        }
        setCount += 1;
      }
    }
    this.#index = new LiteralIndex([...literals.keys()]);
    this.#setsOfLiteral = new NumberLists([...literals.values()]);
    this.#firstAutomaton = setCount;
    this.#dfa = new LazyDfa(automata);
    for (const owner of owners) {
      setsOfRegex[owner]?.push(setCount);
      setCount += 1;
    }
    this.#setCount = setCount;
    this.#setsOfRegex = new NumberLists(setsOfRegex);
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
    const sets = this.#setsOfRegex;
    return {
      isExcluded: regex => {
        const end = sets.end(regex);
        for (let place = sets.start(regex); place < end; place += 1)
          if (!elementsOfSet.has(sets.number(place))) return true;
        return false;
      },
      of: regex => {
        const end = sets.end(regex);
        let elementsOfRegex: readonly number[] | undefined;
        for (let place = sets.start(regex); place < end; place += 1) {
          const list = elementsOfSet.get(sets.number(place)) ?? [];
          elementsOfRegex = elementsOfRegex === undefined ? list : intersection(elementsOfRegex, list);
        }
        return elementsOfRegex;
      },
    };
  }
}

/** Of regexes by their numbers. */
export interface Candidates {
  /** True: it can match in no element. False: perhaps it can. */
  readonly isExcluded: (regex: number) => boolean;
  /** Numbers of elements, ascending; undefined: all. */
  readonly of: (regex: number) => readonly number[] | undefined;
}

/** Of ascending numbers. */
function intersection(some: readonly number[], others: readonly number[]): readonly number[] {
  let at = 0;
  return some.filter(one => {
    while ((others[at] ?? Infinity) < one) at += 1;
    return others[at] === one;
  });
}
