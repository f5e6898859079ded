/**
 * The prefilter's search (lib/rules/prefilter/text-search.ts): which literals are in the elements of a text, and which automata accept
 * there. Written in AssemblyScript, since WebAssembly is as fast in its first millisecond as later: most processes see one message.
 * `npm run wasm` makes lib/rules/prefilter/search.wasm of it.
 *
 * JavaScript copies the tables of a group and the text into the memory (heap.ts), calls, and reads the notes (notes.ts). Nothing here
 * calls out. A group begins with these words; places are distances from its beginning. What is written here is trusted, the text is not.
 */
import { allowEffort, runAutomata } from './automata';
import { allocate, reserve, TEXT } from './heap';
import { findLiterals } from './literals';
import { beginNotes, isComplete, note } from './notes';

/** Sets of literals, and behind them automata. */
const SET_COUNT: u32 = 0;
const FIRST_AUTOMATON: u32 = 4;
/** By set the one element that it looks at, i32, or ALL_ELEMENTS. */
const ELEMENT_OF_SET: u32 = 8;
/** Blocks of literals and automata by the elements that they look at, ascending: three words each, i32, u32, u32. */
const PARTS: u32 = 12;
const PART_COUNT: u32 = 16;
const PART_BYTES: u32 = 12;
const PART_ELEMENT: u32 = 0;
/** 1: automata, 0: literals. */
const PART_KIND: u32 = 4;
const PART_BLOCK: u32 = 8;

const ALL_ELEMENTS: i32 = -1;
/** In the end of an element that is not known; it is empty. */
const UNKNOWN: u32 = 0x8000_0000;

/** Memory for a group, at a multiple of 8; 0: there is none. */
export function allocateGroup(bytes: u32): u32 {
  return allocate(bytes);
}

/** Memory for elements' ends and texts, until the next search, at a multiple of 8; 0: there is none. */
export function reserveText(bytes: u32): u32 {
  return reserve(TEXT, 0, max(bytes, 1)) ? load<u32>(TEXT) : 0;
}

/**
 * `ends`: by element where it ends, u32. `text`, and `lower`, the same in lower case: the elements one behind the other. False: there was
 * not enough memory, anything may be anywhere.
 */
export function search(group: u32, ends: u32, elements: u32, text: u32, lower: u32, effort: i32): bool {
  if (!beginNotes(load<u32>(group, SET_COUNT))) return false;
  allowEffort(effort);
  const parts = group + load<u32>(group, PARTS);
  const partsEnd = parts + load<u32>(group, PART_COUNT) * PART_BYTES;
  let own = parts;
  while (own < partsEnd && load<i32>(own, PART_ELEMENT) == ALL_ELEMENTS) own += PART_BYTES;
  const everywhereEnd = own;
  let from: u32 = 0;
  for (let element: u32 = 0; element < elements; element += 1) {
    const end = load<u32>(ends + (element << 2));
    const to = end & ~UNKNOWN;
    let isKnown = true;
    for (let part = parts; part < everywhereEnd; part += PART_BYTES)
      isKnown = searchPart(group, part, text, lower, from, to, element, isKnown);
    for (; own < partsEnd && load<i32>(own, PART_ELEMENT) == <i32>element; own += PART_BYTES)
      isKnown = searchPart(group, own, text, lower, from, to, element, isKnown);
    if (end & UNKNOWN) noteAllFrom(group, 0, element);
    else if (!isKnown) noteAllFrom(group, load<u32>(group, FIRST_AUTOMATON), element);
    from = to;
  }
  return isComplete;
}

/** Whether all automata are known that accept; those of further parts are not looked at if not. */
function searchPart(
  group: u32,
  part: u32,
  text: u32,
  lower: u32,
  from: u32,
  to: u32,
  element: u32,
  isKnown: bool,
): bool {
  const block = group + load<u32>(part, PART_BLOCK);
  if (load<u32>(part, PART_KIND) != 0) return isKnown && runAutomata(block, text + from, text + to, element);
  findLiterals(block, lower + from, lower + to, element);
  return isKnown;
}

/** What is not known may be there. */
function noteAllFrom(group: u32, first: u32, element: u32): void {
  const elementOfSet = group + load<u32>(group, ELEMENT_OF_SET);
  const count = load<u32>(group, SET_COUNT);
  for (let set = first; set < count; set += 1) {
    const only = load<i32>(elementOfSet + (set << 2));
    if (only == ALL_ELEMENTS || only == <i32>element) note(set, element);
  }
}
