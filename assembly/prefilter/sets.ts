/**
 * The states of a lazily made deterministic automaton (automata.ts): each is a set of states of the automata that it runs, kept once and
 * known by a number, from 1. They are held where `LAZY` in the automata's block begins:
 */
import { reserve } from './heap';
import * as scratch from './scratch';

/** How many there are. */
const COUNT: u32 = 0;
/** Vector: by state, and one more, 16 bytes: the run in which it accepted last (u64); where its members begin, and ACCEPTS; its hash. */
const RECORDS: u32 = 8;
/** Vector: u16. */
const MEMBERS: u32 = 16;
/** Vector: by hash a state, u16, or 0: then no further one has that hash. As many as MASK + 1. */
const SLOTS: u32 = 24;
const MASK: u32 = 32;
/** Vector: by state and class of bytes the next state, i16; 0: not known yet; negative: its number, and it accepts. */
const TABLE: u32 = 40;

/** Then all are forgotten. */
const MAX_STATES: u32 = 6000;
const MAX_MEMBERS: u32 = 1_000_000;
const MIN_SLOTS: u32 = 256;
/** Slots are at most half full. */
const SLOTS_PER_SET: u32 = 2;
const RECORD_BITS: u32 = 4;
const FROM: u32 = 8;
const HASH: u32 = 12;
/** An automaton accepts on entering. */
const ACCEPTS: u32 = 0x8000_0000;

export function countOf(lazy: u32): u32 {
  return load<u32>(lazy, COUNT);
}

function recordOf(lazy: u32, state: u32): u32 {
  return load<u32>(lazy, RECORDS) + (state << RECORD_BITS);
}

/** Where in its members' list a state's members begin; it ends where those of the next one begin. */
export function startOf(lazy: u32, state: u32): u32 {
  return load<u32>(recordOf(lazy, state), FROM) & ~ACCEPTS;
}

export function memberAt(lazy: u32, place: u32): u32 {
  return load<u16>(load<u32>(lazy, MEMBERS) + (place << 1));
}

export function tableOf(lazy: u32): u32 {
  return load<u32>(lazy, TABLE);
}

/** The state's number as the table has it. */
export function signed(lazy: u32, state: u32): i32 {
  return load<u32>(recordOf(lazy, state), FROM) & ACCEPTS ? -(<i32>state) : <i32>state;
}

/** Whether it was not yet entered in a run. */
export function isNewIn(lazy: u32, state: u32, run: u64): bool {
  const record = recordOf(lazy, state);
  if (load<u64>(record) == run) return false;
  store<u64>(record, run);
  return true;
}

/** Whether the scratch set can be added without forgetting others. */
export function hasRoom(lazy: u32): bool {
  const count = countOf(lazy);
  return count < MAX_STATES && startOf(lazy, count + 1) + scratch.size <= MAX_MEMBERS;
}

/** The state whose members are in the scratch set; 0: there is none. */
export function find(lazy: u32): u32 {
  const slots = load<u32>(lazy, SLOTS);
  const mask = load<u32>(lazy, MASK);
  let slot = scratch.hash & mask;
  let state = <u32>load<u16>(slots + (slot << 1));
  while (state != 0 && !(load<u32>(recordOf(lazy, state), HASH) == scratch.hash && isScratch(lazy, state))) {
    slot = (slot + 1) & mask;
    state = <u32>load<u16>(slots + (slot << 1));
  }
  return state;
}

function isScratch(lazy: u32, state: u32): bool {
  const start = startOf(lazy, state);
  const end = startOf(lazy, state + 1);
  if (end - start != scratch.size) return false;
  for (let place = start; place < end; place += 1) if (!scratch.has(memberAt(lazy, place))) return false;
  return true;
}

/** Makes a state of the scratch set, which is none yet; 0: there is no memory. */
export function addScratch(lazy: u32, accepts: bool, classCount: u32): u32 {
  const state = append(lazy, scratch.size, scratch.hash, accepts, classCount);
  if (state != 0) scratch.copyTo(load<u32>(lazy, MEMBERS) + (startOf(lazy, state) << 1));
  return state;
}

/** Forgets all states and makes the first one, of one member. False: there is no memory. */
export function begin(lazy: u32, member: u32, classCount: u32): bool {
  const count = countOf(lazy);
  if (count != 0) {
    memory.fill(load<u32>(lazy, TABLE), 0, ((count + 1) * classCount) << 1);
    memory.fill(load<u32>(lazy, SLOTS), 0, (load<u32>(lazy, MASK) + 1) << 1);
    memory.fill(load<u32>(lazy, RECORDS), 0, (count + 2) << RECORD_BITS);
    store<u32>(lazy, 0, COUNT);
  }
  if (append(lazy, 1, scratch.hashOf(member), false, classCount) == 0) return false;
  store<u16>(load<u32>(lazy, MEMBERS), member);
  return true;
}

/** Makes a state whose members are still to be written; 0: there is no memory. */
function append(lazy: u32, size: u32, hash: u32, accepts: bool, classCount: u32): u32 {
  const count = countOf(lazy);
  const state = count + 1;
  const from = count == 0 ? 0 : startOf(lazy, state);
  const rowBytes = classCount << 1;
  if (
    !reserve(lazy + RECORDS, (count + 2) << RECORD_BITS, (state + 2) << RECORD_BITS) ||
    !reserve(lazy + MEMBERS, from << 1, (from + size) << 1) ||
    !reserve(lazy + TABLE, (count + 1) * rowBytes, (state + 1) * rowBytes) ||
    !reserveSlots(lazy, state)
  )
    return 0;
  const record = recordOf(lazy, state);
  store<u32>(record, from | (accepts ? ACCEPTS : 0), FROM);
  store<u32>(record, hash, HASH);
  store<u32>(recordOf(lazy, state + 1), from + size, FROM);
  store<u32>(lazy, state, COUNT);
  enter(lazy, state);
  return state;
}

function reserveSlots(lazy: u32, states: u32): bool {
  const mask = load<u32>(lazy, MASK);
  if (states * SLOTS_PER_SET <= mask) return true;
  const slots = max(MIN_SLOTS, (mask + 1) * 2);
  if (!reserve(lazy + SLOTS, 0, slots << 1)) return false;
  memory.fill(load<u32>(lazy, SLOTS), 0, slots << 1);
  store<u32>(lazy, slots - 1, MASK);
  for (let state: u32 = 1; state < states; state += 1) enter(lazy, state);
  return true;
}

function enter(lazy: u32, state: u32): void {
  const slots = load<u32>(lazy, SLOTS);
  const mask = load<u32>(lazy, MASK);
  let slot = load<u32>(recordOf(lazy, state), HASH) & mask;
  while (load<u16>(slots + (slot << 1)) != 0) slot = (slot + 1) & mask;
  store<u16>(slots + (slot << 1), state);
}
