/**
 * Which elements of an area the regexes of its rules can match in. One pass over the elements serves all rules: those that hold a
 * literal of each set that a regex needs (literal-index.ts); for regexes that need none, those in which something can begin to
 * match (lazy-dfa.ts). What is left can match anywhere, if it is long enough.
 */
import type { RuleRegex } from '../regex/rule-regex.ts';
import { ALL_ELEMENTS, AutomataIndex } from './automata-index.ts';
import type { PlacedAutomaton } from './automata-index.ts';
import { Evidence } from './evidence.ts';
import { LiteralSets } from './literal-sets.ts';
import type { LiteralSet } from './literal-sets.ts';
import { NumberLists } from './number-lists.ts';
import { rarityOf } from './rarity.ts';

/** For new states of the automata, in one message: a tenth of a second. A large message of spam takes half of it. */
const MAX_EFFORT = 2_000_000;

const MAX_LENGTH = 0xffff;

const SELECTIVE_BITS = 1;
/** In a header, which is short and has automata of its own, a literal that is not as rare as this is no better than an automaton. */
const RARE_BITS = 5;
const MANY = 20;
const LONG_BYTES = 4;

/** The regexes of one area, made once for a rule set. */
export class RegexGroup {
  readonly #literals: LiteralSets;
  readonly #automata: AutomataIndex;
  /** From here on sets are automata. */
  readonly #firstAutomaton: number;
  readonly #setCount: number;
  /** By regex: none, if it can match anywhere. */
  readonly #setsOfRegex: NumberLists;
  /** By regex: a text that is shorter cannot match. */
  readonly #minLengths: Uint16Array;
  /** By regex, and by set, the one element that it looks at, or ALL_ELEMENTS. */
  readonly #elementOfRegex: Int16Array;
  readonly #elementOfSet: Int16Array;

  /** The number of a regex is its place in the list. `elements`: by regex the one element that it looks at; default: all. */
  constructor(regexes: readonly RuleRegex[], elements?: readonly number[]) {
    const literalSets: LiteralSet[] = [];
    const known = new Map<string, number>();
    const automata: PlacedAutomaton[] = [];
    const setsOfRegex: number[][] = [];
    const elementOfSet: number[] = [];
    const setOf = (need: readonly string[], element: number): number => {
      const key = JSON.stringify([element, need]);
      const before = known.get(key);
      if (before !== undefined) return before;
      const set = elementOfSet.push(element) - 1;
      known.set(key, set);
      literalSets.push({ literals: need, number: set, element });
      return set;
    };
    for (const [number, regex] of regexes.entries()) {
      const selective = regex.requirement.needs.filter(isSelective);
      const element = elements?.[number] ?? ALL_ELEMENTS;
      const isVague = selective.every(
        need => rarityOf(need) < (elements === undefined ? SELECTIVE_BITS : RARE_BITS),
      );
      const automaton = regex.isHeavy || isVague ? regex.prefixAutomaton : undefined;
      if (automaton !== undefined) automata.push({ automaton, owner: number, element });
      const needs = selective.length === 0 && automaton === undefined ? regex.requirement.needs : selective;
      setsOfRegex.push(needs.map(need => setOf(need, element)));
    }
    this.#literals = new LiteralSets(literalSets);
    this.#firstAutomaton = elementOfSet.length;
    this.#automata = new AutomataIndex(
      automata.map(({ automaton, owner, element }) => {
        const set = elementOfSet.push(element) - 1;
        setsOfRegex[owner]?.push(set);
        return { automaton, owner: set, element };
      }),
    );
    this.#setCount = elementOfSet.length;
    this.#elementOfSet = Int16Array.from(elementOfSet);
    this.#elementOfRegex = Int16Array.from(regexes, (_, number) => elements?.[number] ?? ALL_ELEMENTS);
    this.#setsOfRegex = new NumberLists(setsOfRegex);
    this.#minLengths = Uint16Array.from(regexes, ({ requirement }) =>
      Math.min(requirement.minLength, MAX_LENGTH),
    );
  }

  /** For an image. */
  compact(): void {
    this.#automata.compact();
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
        const only = elementOfRegex[regex] ?? ALL_ELEMENTS;
        if ((only === ALL_ELEMENTS ? longest : (lengths[only] ?? 0)) < (minLengths[regex] ?? 0)) return true;
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
    const joined = elements.join('');
    const text = bytesOf(joined);
    const lower = bytesOf(joined.toLowerCase());
    let element = 0;
    const note = (set: number): void => {
      evidence.note(set, element);
    };
    let from = 0;
    for (; element < elements.length; element += 1) {
      const one = elements[element];
      const to = from + (one?.length ?? 0);
      this.#literals.find(element, lower, from, to, note);
      if (one === undefined) this.#noteAllFrom(0, element, evidence);
      else if (!this.#automata.run(element, text, from, to, effort, note))
        this.#noteAllFrom(this.#firstAutomaton, element, evidence);
      from = to;
    }
    return evidence;
  }

  /** What is not known may be there. */
  #noteAllFrom(first: number, element: number, evidence: Evidence): void {
    for (let set = first; set < this.#setCount; set += 1) {
      const only = this.#elementOfSet[set] ?? ALL_ELEMENTS;
      if (only === ALL_ELEMENTS || only === element) evidence.note(set, element);
    }
  }
}

/** Of a byte string. */
function bytesOf(text: string): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.from(text, 'latin1');
  return new Uint8Array(buffer, byteOffset, length);
}

/** Of regexes by their numbers. */
export interface Candidates {
  /** True: it can match in no element. False: perhaps it can. */
  readonly isExcluded: (regex: number) => boolean;
  /** Numbers of elements, ascending; undefined: all. */
  readonly of: (regex: number) => readonly number[] | undefined;
}

/** Pairs of digits or of frequent letters are in most texts, often. */
function isSelective(need: readonly string[]): boolean {
  return (
    rarityOf(need) >= SELECTIVE_BITS &&
    (need.length < MANY || need.some(({ length }) => length >= LONG_BYTES))
  );
}

/** Of ascending numbers. */
function intersection(some: readonly number[], others: readonly number[]): readonly number[] {
  let at = 0;
  return some.filter(one => {
    while ((others[at] ?? Infinity) < one) at += 1;
    return others[at] === one;
  });
}
