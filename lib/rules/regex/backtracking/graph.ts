/** Ways through an automaton, and the texts that take them. */
import type { Automaton } from './automaton.ts';
import { findWay } from './search.ts';
import type { Allowance, Move } from './search.ts';

/** Those before the first state. */
const START = -1;

export class Graph {
  readonly automaton: Automaton;
  readonly allowance: Allowance;
  #preferred: readonly number[] | undefined;

  constructor(automaton: Automaton, allowance: Allowance) {
    this.automaton = automaton;
    this.allowance = allowance;
  }

  get size(): number {
    return this.automaton.labels.length;
  }

  label(state: number): bigint {
    return this.automaton.labels[state] ?? 0n;
  }

  next(state: number): ReadonlyMap<number, number> {
    return this.automaton.next[state] ?? new Map();
  }

  /** One byte of each set, those that few other states read. */
  text(bytes: readonly bigint[]): string {
    return pick(this.#bytes, bytes);
  }

  /** One byte of each set, and the same ones as far as possible. */
  textOfFewKinds(bytes: readonly bigint[]): string {
    const uses = (byte: number): number => bytes.filter(set => ((set >> BigInt(byte)) & 1n) === 1n).length;
    const ranked = this.#bytes.map(byte => ({ byte, uses: uses(byte) })).sort((a, b) => b.uses - a.uses);
    return pick(
      ranked.map(({ byte }) => byte),
      bytes,
    );
  }

  /** Text that leads from the beginning of a match to the state; undefined: not found in time. */
  textTo(state: number): string | undefined {
    return this.#textBetween(START, state);
  }

  /** Text that leads from a state to another, none if they are the same. */
  textBetween(from: number, to: number): string | undefined {
    return from === to ? '' : this.#textBetween(from, to);
  }

  /** One byte for each kind of bytes, those that few states read first. */
  kindsOfBytes(): readonly string[] {
    const labels = [...new Set(this.automaton.labels)];
    const kinds = new Map<string, number>();
    for (const byte of this.#bytes) {
      const kind = labels.map(label => String((label >> BigInt(byte)) & 1n)).join('');
      if (!kinds.has(kind)) kinds.set(kind, byte);
    }
    return [...kinds.values()].map(byte => String.fromCharCode(byte));
  }

  /** All bytes, best first: those that few other states read, and among them what is easy to read. */
  get #bytes(): readonly number[] {
    return (this.#preferred ??= preferred(this.automaton));
  }

  #textBetween(from: number, to: number): string | undefined {
    const way = findWay(
      [from],
      place => this.#moves(place),
      place => place === to,
      this.allowance,
    );
    return way === undefined ? undefined : this.text(way.bytes);
  }

  #moves(place: number): readonly Move[] {
    const states = place === START ? this.automaton.starts : [...this.next(place).keys()];
    return states.map(to => ({ to, bytes: this.label(to) }));
  }
}

/** The first byte in the list that is in the set, for each set. */
function pick(order: readonly number[], sets: readonly bigint[]): string {
  return sets
    .map(set => String.fromCharCode(order.find(byte => ((set >> BigInt(byte)) & 1n) === 1n) ?? 0))
    .join('');
}

function preferred({ labels }: Automaton): readonly number[] {
  const distinct = [...new Set(labels)];
  const ranked = Array.from({ length: 256 }, (_, byte) => ({
    byte,
    readers: distinct.filter(label => ((label >> BigInt(byte)) & 1n) === 1n).length,
    oddity: /[a-z]/.test(String.fromCharCode(byte)) ? 0 : byte > 0x20 && byte < 0x7f ? 1 : 2,
  }));
  ranked.sort((a, b) => a.readers - b.readers || a.oddity - b.oddity);
  return ranked.map(({ byte }) => byte);
}
