/**
 * Finds the place of a name in a list, without an object for each name: the names stand in one string, and a hash table of numbers
 * (open addressing) leads to them. A Map of thousands of names takes as long to load with an image as some messages take to scan.
 */
import { startsOf } from './prefilter/number-lists.ts';

const EMPTY = 0;
const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;

export class NameIndex {
  /** One behind the other, where each begins, and one more. */
  readonly #joined: string;
  readonly #starts: Uint32Array;
  /** Places counted from 1; a power of two of slots, at most half of them taken. */
  readonly #slots: Uint32Array;

  /** Each name once. */
  constructor(names: readonly string[]) {
    this.#joined = names.join('');
    this.#starts = startsOf(names);
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(names.length * 2 + 1)));
    for (const [place, name] of names.entries()) this.#slots[this.#slotOf(name)] = place + 1;
  }

  /** undefined: it is not there. */
  find(name: string): number | undefined {
    const entry = this.#slots[this.#slotOf(name)] ?? EMPTY;
    return entry === EMPTY ? undefined : entry - 1;
  }

  at(place: number): string {
    return this.#joined.slice(this.#starts[place], this.#starts[place + 1]);
  }

  /** Where the name is, or would be. */
  #slotOf(name: string): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(name) & mask;
    for (;;) {
      const entry = this.#slots[slot] ?? EMPTY;
      if (entry === EMPTY || this.#isAt(entry - 1, name)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isAt(place: number, name: string): boolean {
    const start = this.#starts[place] ?? 0;
    return (this.#starts[place + 1] ?? 0) - start === name.length && this.#joined.startsWith(name, start);
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return hash ^ (hash >>> 15);
}
