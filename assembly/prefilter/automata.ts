/**
 * Runs many automata over a text at once and notes which of them accept anywhere in it. Sets of their states become states of a
 * deterministic automaton (sets.ts) when a text first leads there, and are kept for texts to come, so that most bytes cost one look
 * into a table. The work on new states is bounded by the effort that is left for a search.
 *
 * A block of tables (written by lib/rules/prefilter/merged-automata.ts) begins with these words; tables are given by their distance
 * from its beginning.
 */
import { note } from './notes';
import * as scratch from './scratch';
import * as sets from './sets';

/** The words that sets.ts uses. */
const LAZY: u32 = 0;
const STATE_COUNT: u32 = 48;
const CLASS_COUNT: u32 = 52;
/** The state that a text begins with. */
const TEXT_BEGIN: u32 = 56;
/** By byte its class, u8. */
const CLASS_OF: u32 = 60;
/** By class where in ENTERED begin the states that its bytes enter from nowhere, u32, and one more; and those, u16. */
const ENTERED_FROM: u32 = 64;
const ENTERED: u32 = 68;
/** By state its list of the states that it leads to, u16; by list where it begins in NEXT, u32, and one more; and the states, u16. */
const LIST_OF: u32 = 72;
const LISTS: u32 = 76;
const NEXT: u32 = 80;
/** By state the set of bytes by which it is entered, u16. */
const SET_OF: u32 = 84;
/** By class a row of bits: whether a set has its bytes. And the bytes of a row. */
const SETS: u32 = 88;
const SETS_ROW: u32 = 92;
/** By state the automaton that it accepts for, u8; 0: none. And by automaton what it is known by, u32. */
const ACCEPTS: u32 = 96;
const OWNERS: u32 = 100;

/** Every text begins there. */
const INITIAL: i32 = 1;
/** What a new state costs apart from the states that are looked at for it. */
const STEP_LOOKS: i32 = 20;

/** How many texts were looked at, by whichever automata. */
let runs: u64 = 0;
/** For new states in this search: about the number of states that may be looked at for them. */
let effort: i32 = 0;

export function allowEffort(allowed: i32): void {
  effort = allowed;
}

/** Notes the owner of each automaton that accepts between two places. False: it may be all. */
export function runAutomata(block: u32, from: u32, to: u32, element: u32): bool {
  const lazy = block + LAZY;
  const classCount = load<u32>(block, CLASS_COUNT);
  if (sets.countOf(lazy) == 0 && !sets.begin(lazy, load<u32>(block, TEXT_BEGIN), classCount)) return false;
  runs += 1;
  const classOf = block + load<u32>(block, CLASS_OF);
  let table = sets.tableOf(lazy);
  let state = INITIAL;
  for (let at = from; at < to; at += 1) {
    const kind = <u32>load<u8>(classOf + load<u8>(at));
    let next = <i32>load<i16>(table + ((state * classCount + kind) << 1));
    if (next <= 0) {
      if (next == 0) {
        next = step(block, state, kind);
        if (next == 0) return false;
        table = sets.tableOf(lazy);
      }
      if (next < 0) {
        next = -next;
        if (sets.isNewIn(lazy, next, runs)) accept(block, next, element);
      }
    }
    state = next;
  }
  return true;
}

function accept(block: u32, state: u32, element: u32): void {
  const lazy = block + LAZY;
  const accepts = block + load<u32>(block, ACCEPTS);
  const owners = block + load<u32>(block, OWNERS);
  const end = sets.startOf(lazy, state + 1);
  for (let place = sets.startOf(lazy, state); place < end; place += 1) {
    const automaton = <u32>load<u8>(accepts + sets.memberAt(lazy, place));
    if (automaton != 0) note(load<u32>(owners + (automaton << 2)), element);
  }
}

/** The next state as the table has it; 0: it is not known for want of effort or memory. */
function step(block: u32, state: u32, kind: u32): i32 {
  if (effort <= 0 || !scratch.reserveScratch(load<u32>(block, STATE_COUNT))) return 0;
  const lazy = block + LAZY;
  const classCount = load<u32>(block, CLASS_COUNT);
  const accepts = fillScratch(block, state, kind);
  let next = sets.find(lazy);
  if (next == 0) {
    const isFull = !sets.hasRoom(lazy);
    if (isFull && !sets.begin(lazy, load<u32>(block, TEXT_BEGIN), classCount)) return 0;
    next = sets.addScratch(lazy, accepts, classCount);
    if (next == 0) return 0;
    // The state that led there is forgotten.
    if (isFull) return sets.signed(lazy, next);
  }
  const found = sets.signed(lazy, next);
  store<i16>(sets.tableOf(lazy) + ((state * classCount + kind) << 1), found);
  return found;
}

/** Makes the set that a byte of a class leads to; gives whether an automaton accepts there. */
function fillScratch(block: u32, state: u32, kind: u32): bool {
  const lazy = block + LAZY;
  const enteredFrom = block + load<u32>(block, ENTERED_FROM) + (kind << 2);
  const entered = block + load<u32>(block, ENTERED);
  const listOf = block + load<u32>(block, LIST_OF);
  const lists = block + load<u32>(block, LISTS);
  const next = block + load<u32>(block, NEXT);
  const setOf = block + load<u32>(block, SET_OF);
  const row = block + load<u32>(block, SETS) + kind * load<u32>(block, SETS_ROW);
  const accepts = block + load<u32>(block, ACCEPTS);
  let accepting: u32 = 0;
  scratch.empty();
  const enteredEnd = load<u32>(enteredFrom, 4);
  for (let place = load<u32>(enteredFrom); place < enteredEnd; place += 1) {
    const target = <u32>load<u16>(entered + (place << 1));
    scratch.add(target);
    accepting |= load<u8>(accepts + target);
  }
  let looks = STEP_LOOKS + <i32>scratch.size;
  const end = sets.startOf(lazy, state + 1);
  for (let place = sets.startOf(lazy, state); place < end; place += 1) {
    const list = <u32>load<u16>(listOf + (sets.memberAt(lazy, place) << 1));
    const from = lists + (list << 2);
    const wayEnd = load<u32>(from, 4);
    for (let way = load<u32>(from); way < wayEnd; way += 1) {
      const target = <u32>load<u16>(next + (way << 1));
      const set = <u32>load<u16>(setOf + (target << 1));
      if ((load<u8>(row + (set >>> 3)) >>> (set & 7)) & 1) {
        scratch.add(target);
        accepting |= load<u8>(accepts + target);
      }
      looks += 1;
    }
    looks += 1;
  }
  effort -= looks;
  return accepting != 0;
}
