/** A set of states that is emptied by counting on, and used for one after the other. */
import { reserve, SCRATCH_MEMBERS, SCRATCH_ROUNDS } from './heap';

/** An odd number whose multiples are far apart. */
const SPREAD: u32 = 0x9e37_79b1;

let round: u32 = 0;
let rounds: u32 = 0;
let members: u32 = 0;

export let size: u32 = 0;
/** The same for the same members, in whatever order they came. */
export let hash: u32 = 0;

/** For states below `limit`. False: there is no memory. */
export function reserveScratch(limit: u32): bool {
  // What was noted before does not matter, and new memory is zero.
  if (!reserve(SCRATCH_ROUNDS, 0, limit << 2) || !reserve(SCRATCH_MEMBERS, 0, limit << 1)) return false;
  rounds = load<u32>(SCRATCH_ROUNDS);
  members = load<u32>(SCRATCH_MEMBERS);
  return true;
}

export function empty(): void {
  size = 0;
  hash = 0;
  round += 1;
  if (round != 0) return;
  memory.fill(rounds, 0, load<u32>(SCRATCH_ROUNDS, 4));
  round = 1;
}

export function add(state: u32): void {
  const at = rounds + (state << 2);
  if (load<u32>(at) == round) return;
  store<u32>(at, round);
  store<u16>(members + (size << 1), state);
  size += 1;
  hash += hashOf(state);
}

export function has(state: u32): bool {
  return load<u32>(rounds + (state << 2)) == round;
}

export function copyTo(address: u32): void {
  memory.copy(address, members, size << 1);
}

export function hashOf(state: u32): u32 {
  const spread = (state + 1) * SPREAD;
  return spread ^ (spread >>> 15);
}
