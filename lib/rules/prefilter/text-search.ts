/**
 * Looks for many things in the elements of an area in one pass: for sets of literals, in lower case, and for what automata accept. The
 * tables are made once for a rule set; the search itself is WebAssembly (machine.ts), into whose memory they are copied at the first
 * search, and with them what texts lead the automata to, for texts to come.
 */
import { aligned, block } from './block.ts';
import { Evidence } from './evidence.ts';
import { currentMachine, keepWithinBounds } from './machine.ts';
import type { Machine } from './machine.ts';
import { LAST, NOTE_COUNT, NOTES } from './search-code.ts';

/** It looks at all elements. */
export const ALL_ELEMENTS = -1;

/** Elements may be undefined, since they cannot be had: they may hold anything. */
export type Elements = readonly (string | undefined)[];

/** Of what is looked for: literals, or automata, that are all looked for in one element, or in ALL_ELEMENTS. */
export interface Part {
  readonly element: number;
  readonly kind: 'literals' | 'automata';
  readonly block: Uint8Array;
}

export interface Sought {
  /** By set of literals, and behind those by automaton, the one element that it is looked for in, or ALL_ELEMENTS. */
  readonly elementOfSet: Int32Array;
  readonly firstAutomaton: number;
  readonly parts: readonly Part[];
}

const PART_WORDS = 3;
const WORD_BYTES = 4;
const WORD_BITS = 2;
const NOTE_WORDS = 2;
/** In the end of an element that is not known. */
const UNKNOWN = 0x8000_0000;

export class TextSearch {
  readonly #tables: Uint8Array;
  readonly #setCount: number;

  constructor({ elementOfSet, firstAutomaton, parts }: Sought) {
    this.#setCount = elementOfSet.length;
    const sorted = parts.toSorted((a, b) => a.element - b.element);
    const list = new Int32Array(sorted.length * PART_WORDS);
    const head = block([this.#setCount, firstAutomaton, elementOfSet, list, sorted.length]);
    const listPlace = new Uint32Array(head.buffer)[3] ?? 0;
    let length = head.length;
    for (const [number, { element, kind, block: own }] of sorted.entries()) {
      list.set([element, Number(kind === 'automata'), length], number * PART_WORDS);
      length += aligned(own.length);
    }
    this.#tables = new Uint8Array(length);
    this.#tables.set(head);
    this.#tables.set(new Uint8Array(list.buffer), listPlace);
    for (const [number, { block: own }] of sorted.entries())
      this.#tables.set(own, list[number * PART_WORDS + 2]);
  }

  /** `effort` for new states of the automata: about the number of states that may be looked at. Undefined: anything may be anywhere. */
  find(elements: Elements, effort: number): Evidence | undefined {
    try {
      const machine = currentMachine();
      machine.isSearching = true;
      const evidence = this.#search(machine, elements, effort);
      machine.isSearching = false;
      keepWithinBounds();
      return evidence;
    } catch {
      // There is no memory for it.
      return undefined;
    }
  }

  /** Where the tables are; 0: there is no memory for them. */
  #load({ code, groups }: Machine): number {
    const known = groups.get(this);
    if (known !== undefined) return known;
    const group = code.allocateGroup(this.#tables.length);
    if (group === 0) return 0;
    new Uint8Array(code.memory.buffer).set(this.#tables, group);
    groups.set(this, group);
    return group;
  }

  #search(machine: Machine, elements: Elements, effort: number): Evidence | undefined {
    const { code } = machine;
    const joined = elements.join('');
    const lowerCase = joined.toLowerCase();
    const { length } = joined;
    // It is no byte string.
    if (lowerCase.length !== length) return undefined;
    const group = this.#load(machine);
    const ends = code.reserveText(elements.length * WORD_BYTES + 2 * length);
    if (group === 0 || ends === 0) return undefined;
    const { buffer } = code.memory;
    noteEnds(new Uint32Array(buffer, ends, elements.length), elements);
    const text = ends + elements.length * WORD_BYTES;
    const lower = text + length;
    const bytes = Buffer.from(buffer);
    bytes.write(joined, text, 'latin1');
    bytes.write(lowerCase, lower, 'latin1');
    if (code.search(group, ends, elements.length, text, lower, effort) === 0) return undefined;
    const words = new Uint32Array(code.memory.buffer);
    const last = (words[LAST] ?? 0) >>> WORD_BITS;
    const notes = (words[NOTES] ?? 0) >>> WORD_BITS;
    return new Evidence(
      words.slice(last, last + this.#setCount),
      words.slice(notes, notes + (words[NOTE_COUNT] ?? 0) * NOTE_WORDS),
    );
  }
}

function noteEnds(ends: Uint32Array, elements: Elements): void {
  let end = 0;
  for (let element = 0; element < elements.length; element += 1) {
    const text = elements[element];
    end += text?.length ?? 0;
    ends[element] = text === undefined ? end + UNKNOWN : end;
  }
}
