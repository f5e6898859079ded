/**
 * The memory of the prefilter's WebAssembly (AssemblyScript; see search.ts): it is given out from the bottom up and never taken back,
 * since a machine that holds too much is thrown away as a whole (lib/rules/prefilter/machine.ts). Fresh memory is zero.
 *
 * At its bottom, as words of 32 bits, is what JavaScript reads, and vectors that all searches share. A vector is two words: where it
 * is and how many bytes it has room for.
 */

/** Vector: by set the place of its last note, 0 for none. */
export const LAST: u32 = 8;
/** Vector: notes of two words, an element and the place of the note before it of the same set. The first is none. */
export const NOTES: u32 = 16;
/** Word: how many notes there are, with the first. */
export const NOTE_COUNT: u32 = 24;
/** Vector: elements' ends, and texts. */
export const TEXT: u32 = 32;
/** Vectors: by state the round in which it was added to the scratch set, and the members of that. */
export const SCRATCH_ROUNDS: u32 = 40;
export const SCRATCH_MEMBERS: u32 = 48;

const FIRST: u32 = 64;
const PAGE_BITS: u64 = 16;
const PAGE_MASK: u64 = 0xffff;
/** Memory grows by so many pages at least. */
const SPARE_PAGES: i32 = 16;
const SPARE_BYTES: u32 = 64;
const MAX_BYTES: u32 = 0x8000_0000;

let top: u32 = FIRST;

/** Zeros, at a multiple of 8; 0: there is no more memory. */
export function allocate(bytes: u32): u32 {
  const at = top;
  const end: u64 = (<u64>at + <u64>bytes + 7) & ~(<u64>7);
  if (end > <u64>0xffff_0000) return 0;
  const missing = <i32>((end + PAGE_MASK) >> PAGE_BITS) - memory.size();
  if (missing > 0 && memory.grow(max(missing, SPARE_PAGES)) < 0 && memory.grow(missing) < 0) return 0;
  top = <u32>end;
  return at;
}

/** Whether a vector has room for what is needed, after it was moved to where there is, if need be. What is behind `used` is zero then. */
export function reserve(vector: u32, used: u32, needed: u32): bool {
  const had = load<u32>(vector, 4);
  if (needed <= had) return true;
  if (needed > MAX_BYTES) return false;
  const room = needed + (needed >>> 1) + SPARE_BYTES;
  const at = allocate(room);
  if (at == 0) return false;
  memory.copy(at, load<u32>(vector), min(used, had));
  store<u32>(vector, at);
  store<u32>(vector, room, 4);
  return true;
}
