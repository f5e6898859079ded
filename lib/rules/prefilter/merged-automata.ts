/**
 * Many automata (prefix-automaton.ts) as one, in the tables by which the search runs them (assembly/prefilter/automata.ts, which says what
 * they are): states are numbers, bytes that no set tells apart are of one class.
 */
import { block } from './block.ts';
import { startsOf } from './number-lists.ts';
import { ACCEPT } from './prefix-automaton.ts';
import type { Automaton } from './prefix-automaton.ts';

export interface OwnedAutomaton {
  readonly automaton: Automaton;
  /** What it is known by. */
  readonly owner: number;
}

const NO_BYTE = new Uint8Array(256);
const LINE_FEED = Uint8Array.from(NO_BYTE, (_, code) => (code === 0x0a ? 1 : 0));

/** What the search keeps of the states that texts lead to: words, zero at first. */
const LAZY_WORDS = 12;

/** Fewer than 256 automata, with fewer than 2 ** 16 states. */
export function mergeAutomata(automata: readonly OwnedAutomaton[]): Uint8Array {
  const known = new Map<string, { readonly number: number; readonly bytes: Uint8Array }>();
  const setOf: number[] = [];
  /** By state the automaton that it accepts for, from 1. */
  const accepts: number[] = [];
  const next: (readonly number[])[] = [];
  const starts: number[] = [];
  const atLine: number[] = [];
  const atText: number[] = [];
  const addState = (bytes: Uint8Array, acceptsFor: number, targets: readonly number[]): number => {
    const key = bytes.join('');
    const set = known.get(key) ?? { number: known.size, bytes };
    known.set(key, set);
    accepts.push(acceptsFor);
    next.push(targets);
    return setOf.push(set.number) - 1;
  };
  for (const [place, { automaton }] of automata.entries()) {
    const base = setOf.length;
    for (const state of automaton.states) {
      const targets = state.next.filter(one => one !== ACCEPT).map(one => one + base);
      addState(state.bytes, state.next.includes(ACCEPT) ? place + 1 : 0, targets);
    }
    const { anywhere, line, text } = automaton.starts;
    starts.push(...anywhere.map(one => one + base));
    atLine.push(...line.map(one => one + base));
    atText.push(...text.map(one => one + base));
  }
  // A line feed leads, from wherever, to where lines begin; no byte leads to where the text begins.
  if (atLine.length > 0) starts.push(addState(LINE_FEED, 0, atLine));
  const textBegin = addState(NO_BYTE, 0, [...atText, ...atLine]);
  const sets = [...known.values()].map(({ bytes }) => bytes);
  const { classOf, sample } = classify(sets);
  const entered = sample.map(code => starts.filter(state => sets[setOf[state] ?? 0]?.[code] === 1));
  // Many states lead to the same ones.
  const lists = new Map(next.map(list => [list.join(), list]));
  const numbers = new Map([...lists.keys()].map((key, number) => [key, number]));
  const rowLength = Math.ceil(sets.length / 8);
  return block([
    ...Array.from({ length: LAZY_WORDS }, () => 0),
    setOf.length,
    sample.length,
    textBegin,
    classOf,
    startsOf(entered),
    Uint16Array.from(entered.flat()),
    Uint16Array.from(next, list => numbers.get(list.join()) ?? 0),
    startsOf([...lists.values()]),
    Uint16Array.from([...lists.values()].flat()),
    Uint16Array.from(setOf),
    bitRows(sample, sets, rowLength),
    rowLength,
    Uint8Array.from(accepts),
    Uint32Array.from([0, ...automata.map(({ owner }) => owner)]),
  ]);
}

/** By class of bytes, of which `sample` has one each, a row of bits: which sets have them. */
function bitRows(sample: readonly number[], sets: readonly Uint8Array[], rowLength: number): Uint8Array {
  const rows = new Uint8Array(sample.length * rowLength);
  for (const [kind, code] of sample.entries())
    for (const [set, bytes] of sets.entries()) {
      const place = kind * rowLength + (set >>> 3);
      if (bytes[code] === 1) rows[place] = (rows[place] ?? 0) | (1 << (set & 7));
    }
  return rows;
}

/** The class of each byte, and of each class one byte. */
function classify(sets: readonly Uint8Array[]): {
  readonly classOf: Uint8Array;
  readonly sample: readonly number[];
} {
  const classOf = new Uint8Array(256);
  const sample: number[] = [];
  const kinds = new Map<string, number>();
  for (let code = 0; code < 256; code += 1) {
    const signature = sets.map(bytes => bytes[code]).join('');
    const kind = kinds.get(signature) ?? sample.length;
    if (kind === sample.length) sample.push(code);
    kinds.set(signature, kind);
    classOf[code] = kind;
  }
  return { classOf, sample };
}
