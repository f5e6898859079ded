/**
 * Many automata (prefix-automaton.ts) as one, in flat arrays: states are numbers, bytes that no set tells apart are of one class.
 * lazy-dfa.ts runs it.
 */
import { NumberLists } from './number-lists.ts';
import { ACCEPT } from './prefix-automaton.ts';
import type { Automaton } from './prefix-automaton.ts';

export interface OwnedAutomaton {
  readonly automaton: Automaton;
  /** What it is known by. */
  readonly owner: number;
}

/** No owner. */
export const NOBODY = -1;

const NO_BYTE = new Uint8Array(256);
const LINE_FEED = Uint8Array.from(NO_BYTE, (_, code) => (code === 0x0a ? 1 : 0));

export interface MergedAutomata {
  readonly stateCount: number;
  /** By state: where a byte of a class leads. */
  readonly next: NumberLists;
  /** By state the owner of the automaton that it accepts for, else NOBODY. */
  readonly accepts: Int32Array;
  /** By class of bytes, the states that a byte of it enters from nowhere. */
  readonly entered: NumberLists;
  /** By byte. */
  readonly classOf: Uint8Array;
  readonly classCount: number;
  /** The state that a text begins with. */
  readonly textBegin: number;
  /** By state the set of bytes by which it is entered. */
  readonly setOf: Uint16Array | Uint32Array;
  /** Sets x classes: 1 where the set has the bytes of the class. */
  readonly sets: Uint8Array;
}

export function mergeAutomata(automata: readonly OwnedAutomaton[]): MergedAutomata {
  const known = new Map<string, { readonly number: number; readonly bytes: Uint8Array }>();
  const setOf: number[] = [];
  const accepts: number[] = [];
  const next: (readonly number[])[] = [];
  const starts: number[] = [];
  const atLine: number[] = [];
  const atText: number[] = [];
  const addState = (bytes: Uint8Array, owner: number, targets: readonly number[]): number => {
    const key = bytes.join('');
    const set = known.get(key) ?? { number: known.size, bytes };
    known.set(key, set);
    accepts.push(owner);
    next.push(targets);
    return setOf.push(set.number) - 1;
  };
  for (const { owner, automaton } of automata) {
    const base = setOf.length;
    for (const state of automaton.states) {
      const targets = state.next.filter(one => one !== ACCEPT).map(one => one + base);
      addState(state.bytes, state.next.includes(ACCEPT) ? owner : NOBODY, targets);
    }
    const { anywhere, line, text } = automaton.starts;
    starts.push(...anywhere.map(one => one + base));
    atLine.push(...line.map(one => one + base));
    atText.push(...text.map(one => one + base));
  }
  // A line feed leads, from wherever, to where lines begin; no byte leads to where the text begins.
  if (atLine.length > 0) starts.push(addState(LINE_FEED, NOBODY, atLine));
  const textBegin = addState(NO_BYTE, NOBODY, [...atText, ...atLine]);
  const bytesOfSets = [...known.values()].map(({ bytes }) => bytes);
  const { classOf, sample } = classify(bytesOfSets);
  return {
    stateCount: setOf.length,
    next: new NumberLists(next),
    accepts: Int32Array.from(accepts),
    entered: new NumberLists(
      sample.map(code => starts.filter(state => bytesOfSets[setOf[state] ?? 0]?.[code] === 1)),
    ),
    classOf,
    classCount: sample.length,
    textBegin,
    setOf: known.size <= 0xffff ? Uint16Array.from(setOf) : Uint32Array.from(setOf),
    sets: Uint8Array.from(bytesOfSets.flatMap(bytes => sample.map(code => bytes[code] ?? 0))),
  };
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
