/**
 * Runs many automata (prefix-automaton.ts) over a text at once and tells which of them accept anywhere in it. Sets of states become
 * states of a deterministic automaton when a text first leads there, and are kept for texts to come, so that most bytes cost one
 * look into a table. The work on new states is bounded by what the caller has left for it: a text that takes more is not looked at
 * to its end, and all automata count as accepting.
 */
import { mergeAutomata, NOBODY } from './merged-automata.ts';
import type { MergedAutomata, OwnedAutomaton } from './merged-automata.ts';
import { ScratchSet, StateSets } from './state-sets.ts';

/** The first state: every text begins there. */
const INITIAL = 1;
/** Then all are forgotten. */
const MAX_STATES = 6000;
const MAX_MEMBERS = 1_000_000;

/** What a new state costs apart from that. */
const STEP_LOOKS = 20;

/** For an image so many are worked out, whether texts have led there or not. */
const FEW_STATES = 40;

/** Rows that the table has to spare when it is enlarged, and in an image. */
const SPARE_STATES = 64;
const SPARE_IN_IMAGE = 8;

/** How much may go into new states: about the number of states of automata that are looked at for them. */
export interface Effort {
  left: number;
}

export class LazyDfa {
  readonly #merged: MergedAutomata;
  /** The members of a state, by its number. */
  #states: StateSets;
  readonly #scratch: ScratchSet;
  /** States x classes: the next state; 0: not known yet; negative: its number, and it accepts. */
  #table = new Int16Array();
  /** By state: 1 if an automaton accepts on entering. */
  #accepting = new Uint8Array();
  /** By state the text in which it accepted last. */
  #acceptedIn = new Uint32Array();
  #text = 0;

  constructor(automata: readonly OwnedAutomaton[]) {
    this.#merged = mergeAutomata(automata);
    this.#scratch = new ScratchSet(this.#merged.stateCount);
    this.#states = new StateSets(this.#merged.stateCount);
    this.#forget();
  }

  /** Calls back with the owner of each automaton that accepts between two places, perhaps more than once. False: it may be all. */
  run(
    text: Uint8Array,
    from: number,
    to: number,
    effort: Effort,
    accepted: (owner: number) => void,
  ): boolean {
    const { classOf, classCount } = this.#merged;
    this.#beginText();
    let table = this.#table;
    let state = INITIAL;
    for (let at = from; at < to; at += 1) {
      const kind = classOf[text[at] ?? 0] ?? 0;
      const next = table[state * classCount + kind] ?? 0;
      if (next > 0) state = next;
      else {
        if (next === 0 && effort.left <= 0) return false;
        const found = next === 0 ? this.#step(state, kind, effort) : next;
        table = this.#table;
        state = Math.abs(found);
        if (found < 0) this.#accept(state, accepted);
      }
    }
    return true;
  }

  /** For an image: what is missing between the states there are is worked out, and memory that a run makes for itself given back. */
  compact(): void {
    this.#complete();
    this.#scratch.clear();
    this.#states.compact();
    this.#acceptedIn = new Uint32Array();
    const rows = this.#states.count + 1 + SPARE_IN_IMAGE;
    this.#table = this.#table.slice(0, rows * this.#merged.classCount);
    this.#accepting = this.#accepting.slice(0, rows);
  }

  /** Fills the rows of the states there are, as far as that takes no new ones, or there are few. */
  #complete(): void {
    const { classCount } = this.#merged;
    for (let state = INITIAL; state <= this.#states.count; state += 1) {
      for (let kind = 0; kind < classCount; kind += 1) {
        const place = state * classCount + kind;
        if (this.#table[place] !== 0) continue;
        this.#enter(state, kind);
        let next = this.#states.find(this.#scratch);
        if (next === 0 && this.#states.count < FEW_STATES) next = this.#add(this.#scratch);
        if (next !== 0) this.#table[place] = this.#signed(next);
      }
    }
  }

  #beginText(): void {
    this.#text += 1;
    if (this.#text <= 0xffff_ffff) return;
    this.#text = 1;
    this.#acceptedIn.fill(0);
  }

  #accept(state: number, accepted: (owner: number) => void): void {
    if (this.#acceptedIn.length === 0) this.#acceptedIn = new Uint32Array(MAX_STATES + 1);
    if (this.#acceptedIn[state] === this.#text) return;
    this.#acceptedIn[state] = this.#text;
    const states = this.#states;
    const end = states.end(state);
    for (let place = states.start(state); place < end; place += 1) {
      const owner = this.#merged.accepts[states.member(place)] ?? NOBODY;
      if (owner !== NOBODY) accepted(owner);
    }
  }

  /** The next state as the table has it. */
  #step(state: number, kind: number, effort: Effort): number {
    effort.left -= this.#enter(state, kind);
    const known = this.#states.find(this.#scratch);
    const isFull =
      this.#states.count >= MAX_STATES || this.#states.memberCount + this.#scratch.size > MAX_MEMBERS;
    if (known === 0 && isFull) {
      this.#forget();
      return this.#signed(this.#add(this.#scratch));
    }
    const next = this.#signed(known === 0 ? this.#add(this.#scratch) : known);
    this.#table[state * this.#merged.classCount + kind] = next;
    return next;
  }

  #signed(state: number): number {
    return this.#accepting[state] === 1 ? -state : state;
  }

  /** Makes the set that a byte leads to; gives how many states were looked at. */
  #enter(state: number, kind: number): number {
    const { entered, next, setOf, sets, classCount } = this.#merged;
    const states = this.#states;
    const scratch = this.#scratch;
    scratch.begin();
    const enteredEnd = entered.end(kind);
    for (let place = entered.start(kind); place < enteredEnd; place += 1) scratch.add(entered.number(place));
    let looks = STEP_LOOKS + scratch.size;
    const end = states.end(state);
    for (let place = states.start(state); place < end; place += 1) {
      const member = states.member(place);
      const nextEnd = next.end(member);
      for (let way = next.start(member); way < nextEnd; way += 1) {
        const target = next.number(way);
        if (sets[(setOf[target] ?? 0) * classCount + kind] === 1) scratch.add(target);
        looks += 1;
      }
      looks += 1;
    }
    return looks;
  }

  #add(members: ScratchSet): number {
    const state = this.#states.add(members);
    this.#makeRoom(state);
    for (let at = 0; at < members.size; at += 1)
      if (this.#merged.accepts[members.at(at)] !== NOBODY) this.#accepting[state] = 1;
    return state;
  }

  #makeRoom(state: number): void {
    if (state < this.#accepting.length) return;
    const rows = state + 1 + Math.max(SPARE_STATES, state >> 2);
    const table = new Int16Array(rows * this.#merged.classCount);
    table.set(this.#table);
    this.#table = table;
    const accepting = new Uint8Array(rows);
    accepting.set(this.#accepting);
    this.#accepting = accepting;
  }

  #forget(): void {
    const { stateCount, textBegin } = this.#merged;
    this.#states = new StateSets(stateCount);
    this.#table = new Int16Array();
    this.#accepting = new Uint8Array();
    this.#acceptedIn.fill(0);
    const begin = new ScratchSet(stateCount);
    begin.begin();
    begin.add(textBegin);
    this.#add(begin);
  }
}
