/**
 * Which elements of an area the regexes of its rules can match in. One pass over the elements serves all rules: those that hold a
 * literal of each set that a regex needs (literal-index.ts); for regexes that need none, those in which something can begin to
 * match (lazy-dfa.ts). What is left can match anywhere, if it is long enough.
 */
import type { RuleRegex } from '../regex/rule-regex.ts';
import { Evidence } from './evidence.ts';
import { LazyDfa } from './lazy-dfa.ts';
import { LiteralIndex } from './literal-index.ts';
import { NumberLists } from './number-lists.ts';
import type { Automaton } from './prefix-automaton.ts';

/** For new states of the automata, in one message: a tenth of a second. A large message of spam takes half of it. */
const MAX_EFFORT = 2_000_000;

/** A regex looks at all elements. */
const ALL = -1;
const MAX_LENGTH = 0xffff;

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
  /** By regex: a text that is shorter cannot match. */
  readonly #minLengths: Uint16Array;
  /** By regex, and by set, the one element that it looks at, or ALL. */
  readonly #elementOfRegex: Int16Array;
  readonly #elementOfSet: Int16Array;
  /** By element: 1 if regexes that look at it have automata; empty where all look at all. */
  readonly #hasAutomata: Uint8Array;

  /** The number of a regex is its place in the list. `elements`: by regex the one element that it looks at; default: all. */
  constructor(regexes: readonly RuleRegex[], elements?: readonly number[]) {
    const literals = new Map<string, number[]>();
    const automata: Automaton[] = [];
    const owners: number[] = [];
    const setsOfRegex: number[][] = [];
    const elementOfSet: number[] = [];
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
        const set = elementOfSet.push(elements?.[number] ?? ALL) - 1;
        sets.push(set);
        for (const literal of need) {
          const list = literals.get(literal);
          if (list === undefined) literals.set(literal, [set]);
          else list.push(set);
        }
      }
    }
    this.#index = new LiteralIndex([...literals.keys()]);
    this.#setsOfLiteral = new NumberLists([...literals.values()]);
    this.#firstAutomaton = elementOfSet.length;
    this.#dfa = new LazyDfa(automata);
    for (const owner of owners) setsOfRegex[owner]?.push(elementOfSet.push(elements?.[owner] ?? ALL) - 1);
    this.#setCount = elementOfSet.length;
    this.#elementOfSet = Int16Array.from(elementOfSet);
    this.#elementOfRegex = Int16Array.from(regexes, (_, number) => elements?.[number] ?? ALL);
    this.#hasAutomata = new Uint8Array(elements === undefined ? 0 : Math.max(...elements, 0) + 1);
    for (const owner of owners) this.#hasAutomata[elements?.[owner] ?? 0] = 1;
    this.#setsOfRegex = new NumberLists(setsOfRegex);
    this.#minLengths = Uint16Array.from(regexes, ({ requirement }) =>
      Math.min(requirement.minLength, MAX_LENGTH),
    );
  }

  /** For an image. */
  compact(): void {
    this.#dfa.compact();
  }

  /** For one message. Elements that are not known, since they cannot be had, may hold anything. */
  candidates(elements: readonly (string | undefined)[]): Candidates {
    const evidence = this.#evidence(elements);
    const lengths = Uint32Array.from(elements, element => element?.length ?? MAX_LENGTH);
    const longest = lengths.reduce((one, other) => Math.max(one, other), 0);
    const sets = this.#setsOfRegex;
    const minLengths = this.#minLengths;
    const elementOfRegex = this.#elementOfRegex;
    return {
      isExcluded: regex => {
        const only = elementOfRegex[regex] ?? ALL;
        if ((only === ALL ? longest : (lengths[only] ?? 0)) < (minLengths[regex] ?? 0)) return true;
        const end = sets.end(regex);
        for (let place = sets.start(regex); place < end; place += 1)
          if (!evidence.has(sets.number(place))) return true;
        return false;
      },
      of: regex => {
        const end = sets.end(regex);
        let elementsOfRegex: readonly number[] | undefined;
        for (let place = sets.start(regex); place < end; place += 1) {
          const list = evidence.elementsOf(sets.number(place));
          elementsOfRegex = elementsOfRegex === undefined ? list : intersection(elementsOfRegex, list);
        }
        return elementsOfRegex;
      },
    };
  }

  #evidence(elements: readonly (string | undefined)[]): Evidence {
    const evidence = new Evidence(this.#setCount);
    const effort = { left: MAX_EFFORT };
    const elementOfSet = this.#elementOfSet;
    const setsOfLiteral = this.#setsOfLiteral;
    const joined = elements.join('');
    const text = Buffer.from(joined, 'latin1');
    const lower = Buffer.from(joined.toLowerCase(), 'latin1');
    let element = 0;
    const note = (set: number): void => {
      const only = elementOfSet[set] ?? ALL;
      if (only === ALL || only === element) evidence.note(set, element);
    };
    const foundLiteral = (literal: number): void => {
      const end = setsOfLiteral.end(literal);
      for (let place = setsOfLiteral.start(literal); place < end; place += 1) note(setsOfLiteral.number(place));
    };
    const accepted = (automaton: number): void => {
      note(this.#firstAutomaton + automaton);
    };
    let from = 0;
    for (; element < elements.length; element += 1) {
      const one = elements[element];
      const to = from + (one?.length ?? 0);
      this.#index.find(lower, from, to, foundLiteral);
      const isKnown =
        one !== undefined &&
        (this.#hasAutomata[element] === 0 || this.#dfa.run(text, from, to, effort, accepted));
      if (!isKnown) for (let set = one === undefined ? 0 : this.#firstAutomaton; set < this.#setCount; set += 1) note(set);
      from = to;
    }
    return evidence;
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
