/**
 * Runs many automata (prefix-automaton.ts) over a text at once and tells which of them accept anywhere in it. Sets of states become
 * states of a deterministic automaton when a text first leads there, and are kept for texts to come, so that most bytes cost one
 * look into a table. The work on new states is bounded by what the caller has left for it: a text that takes more is not looked at
 * to its end, and all automata count as accepting.
 */
import { NumberLists } from './number-lists.ts';
import { ACCEPT } from './prefix-automaton.ts';
import type { Automaton } from './prefix-automaton.ts';

const UNKNOWN = 0;
/** The first real one: every text begins there. */
const INITIAL = 1;
/** No automaton. */
const NOBODY = -1;
/** Then all are forgotten. */
const MAX_STATES = 6000;
const MAX_MEMBERS = 1_000_000;

/** What a new state costs apart from that. */
const STEP_LOOKS = 20;

/** How much may go into new states: about the number of states of automata that are looked at for them. */
export interface Effort {
  left: number;
}

/** Rows that the table has to spare when it is enlarged. */
const SPARE_STATES = 64;

const NONE: readonly number[] = [];
const NO_BYTE = new Uint8Array(256);
const LINE_FEED = Uint8Array.from(NO_BYTE, (_, code) => (code === 0x0a ? 1 : 0));

export class LazyDfa {
  /** Sets x classes: 1 where the set has the bytes of the class. */
  readonly #sets: Uint8Array;
  /** Of all automata, one behind the other: by state the set of bytes by which it is entered. */
  readonly #setOf: Uint16Array | Uint32Array;
  readonly #next: NumberLists;
  /** By state the automaton that it accepts for, else NOBODY. */
  readonly #accepts: Int32Array;
  /** By class of bytes, the states that a byte of it enters from nowhere. */
  readonly #entered: NumberLists;
  /** Bytes that no set tells apart are of one class. */
  readonly #classOf: Uint8Array;
  readonly #classCount: number;
  readonly #acceptCount: number;
  /** The state that a text begins with. */
  readonly #textBegin: number;
  /** Of each state its members, ascending, as pack makes them: short and only once in memory, since an image has thousands. */
  #members: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** Of each state the automata that accept on entering. */
  #accepted: (readonly number[])[] = [];
  #memberCount = 0;
  readonly #scratch = new ScratchSet();
  /** states x classes. */
  #table = new Uint16Array(0);

  constructor(automata: readonly Automaton[]) {
    const sets = new Map<string, { readonly number: number; readonly bytes: Uint8Array }>();
    const setOf: number[] = [];
    const accepts: number[] = [];
    const next: (readonly number[])[] = [];
    const starts: number[] = [];
    const atLine: number[] = [];
    const atText: number[] = [];
    const addState = (bytes: Uint8Array, owner: number, targets: readonly number[]): number => {
      const key = bytes.join('');
      const set = sets.get(key) ?? { number: sets.size, bytes };
      sets.set(key, set);
      accepts.push(owner);
      next.push(targets);
      return setOf.push(set.number) - 1;
    };
    for (const [owner, automaton] of automata.entries()) {
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
    this.#textBegin = addState(NO_BYTE, NOBODY, [...atText, ...atLine]);
    const { classOf, sample } = classify([...sets.values()].map(set => set.bytes));
    this.#classOf = classOf;
    this.#classCount = sample.length;
    this.#sets = Uint8Array.from(
      [...sets.values()].flatMap(({ bytes }) => sample.map(code => bytes[code] ?? 0)),
    );
    this.#setOf = sets.size <= 0xffff ? Uint16Array.from(setOf) : Uint32Array.from(setOf);
    this.#accepts = Int32Array.from(accepts);
    this.#next = new NumberLists(next);
    this.#acceptCount = automata.length;
    this.#entered = new NumberLists(
      sample.map((_, kind) => starts.filter(state => this.#takes(state, kind))),
    );
    this.#forget();
  }

  /** Numbers of the automata that accept; undefined: not known, it may be all. */
  accepting(text: string, effort: Effort): ReadonlySet<number> | undefined {
    const accepted = new Set<number>();
    if (this.#acceptCount === 0) return accepted;
    const classes = this.#classCount;
    let state = INITIAL;
    for (let at = 0; at < text.length; at += 1) {
      const kind = this.#classOf[text.charCodeAt(at)] ?? 0;
      let next = this.#table[state * classes + kind] ?? UNKNOWN;
      if (next === UNKNOWN) {
        if (effort.left <= 0) return undefined;
        next = this.#step(state, kind, effort);
      }
      state = next;
      const found = this.#accepted[state] ?? NONE;
      if (found.length > 0) {
        for (const one of found) accepted.add(one);
        if (accepted.size === this.#acceptCount) break;
      }
    }
    return accepted;
  }

  /** For an image: memory that a run makes for itself. */
  compact(): void {
    this.#scratch.clear();
    this.#table = this.#table.slice(0, this.#members.length * this.#classCount);
  }

  #takes(state: number, kind: number): boolean {
    return this.#sets[(this.#setOf[state] ?? 0) * this.#classCount + kind] === 1;
  }

  #step(state: number, kind: number, effort: Effort): number {
    const members = this.#scratch.begin(this.#setOf.length);
    let looks = STEP_LOOKS;
    const entered = this.#entered.end(kind);
    for (let place = this.#entered.start(kind); place < entered; place += 1)
      members.add(this.#entered.number(place));
    looks += members.size;
    for (const member of this.#unpack(this.#members[state] ?? '')) {
      const end = this.#next.end(member);
      for (let place = this.#next.start(member); place < end; place += 1) {
        const target = this.#next.number(place);
        if (this.#takes(target, kind)) members.add(target);
      }
      looks += 1 + end - this.#next.start(member);
    }
    effort.left -= looks;
    const sorted = members.sorted();
    const packed = this.#pack(sorted);
    const known = this.#numbers.get(packed);
    if (known === undefined && (this.#members.length >= MAX_STATES || this.#memberCount >= MAX_MEMBERS)) {
      this.#forget();
      return this.#add(packed, sorted);
    }
    const number = known ?? this.#add(packed, sorted);
    this.#table[state * this.#classCount + kind] = number;
    return number;
  }

  #pack(sorted: Uint32Array): string {
    const packed = this.#isSmall ? Uint16Array.from(sorted) : sorted;
    return Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString('latin1');
  }

  #unpack(packed: string): Uint16Array | Uint32Array {
    const { buffer, byteOffset, length } = Buffer.from(packed, 'latin1');
    const bytes = buffer.slice(byteOffset, byteOffset + length);
    return this.#isSmall ? new Uint16Array(bytes) : new Uint32Array(bytes);
  }

  get #isSmall(): boolean {
    return this.#setOf.length <= 0xffff;
  }

  #add(packed: string, members: Uint32Array): number {
    const number = this.#members.length;
    const accepted = new Set<number>();
    for (const member of members) {
      const owner = this.#accepts[member] ?? NOBODY;
      if (owner !== NOBODY) accepted.add(owner);
    }
    this.#members.push(packed);
    this.#accepted.push(accepted.size === 0 ? NONE : [...accepted]);
    this.#memberCount += members.length;
    this.#numbers.set(packed, number);
    const needed = this.#members.length * this.#classCount;
    if (needed > this.#table.length) {
      const spare = Math.max(SPARE_STATES, this.#members.length >> 2);
      const larger = new Uint16Array(needed + spare * this.#classCount);
      larger.set(this.#table);
      this.#table = larger;
    }
    return number;
  }

  #forget(): void {
    this.#numbers.clear();
    this.#table = new Uint16Array(this.#classCount * SPARE_STATES);
    this.#memberCount = 0;
    // What has number UNKNOWN is never entered.
    this.#members = [''];
    this.#accepted = [NONE];
    const begin = Uint32Array.of(this.#textBegin);
    this.#add(this.#pack(begin), begin);
  }
}

/** A set of small numbers that is emptied by counting on, and used for one state after the other. */
class ScratchSet {
  /** By number the round in which it was added last; made at the first use, so that no image has it. */
  #rounds = new Uint32Array();
  #numbers = new Uint32Array();
  #round = 0;
  size = 0;

  /** Empties it, for numbers below `count`. */
  begin(count: number): this {
    if (this.#rounds.length < count || this.#round === 0xffff_ffff) {
      this.#rounds = new Uint32Array(count);
      this.#numbers = new Uint32Array(count);
      this.#round = 0;
    }
    this.#round += 1;
    this.size = 0;
    return this;
  }

  add(number: number): void {
    if (this.#rounds[number] === this.#round) return;
    this.#rounds[number] = this.#round;
    this.#numbers[this.size] = number;
    this.size += 1;
  }

  sorted(): Uint32Array {
    return this.#numbers.slice(0, this.size).sort();
  }

  /** Gives its memory back. */
  clear(): void {
    this.#rounds = new Uint32Array();
    this.#numbers = new Uint32Array();
  }
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
