/**
 * Sets of small numbers, each kept once and known by a number, from 1, in a few flat arrays: as objects, the thousands in an image would
 * take long to load.
 */
const MIN_SLOTS = 1 << 7;
/** A table of slots is at most so full. */
const SLOTS_PER_SET = 2;
const SPARE_SETS = 16;
const SPARE_MEMBERS = 256;
/** An odd number whose multiples are far apart. */
const SPREAD = 0x9e37_79b1;

export class StateSets {
  /** Where the members of a set begin, and one more. */
  #from = new Uint32Array(SPARE_SETS);
  #members: Uint16Array | Uint32Array;
  #hashes = new Int32Array(SPARE_SETS);
  /** By hash a set, or 0: then no further one has that hash. */
  #slots = new Uint16Array(MIN_SLOTS);
  count = 0;

  /** Members are below `limit`. */
  constructor(limit: number) {
    this.#members = limit <= 0xffff ? new Uint16Array(SPARE_MEMBERS) : new Uint32Array(SPARE_MEMBERS);
  }

  start(set: number): number {
    return this.#from[set] ?? 0;
  }

  end(set: number): number {
    return this.#from[set + 1] ?? 0;
  }

  member(place: number): number {
    return this.#members[place] ?? 0;
  }

  get memberCount(): number {
    return this.end(this.count);
  }

  /** The number of the set; 0: it is not there. */
  find(wanted: ScratchSet): number {
    const mask = this.#slots.length - 1;
    for (let slot = wanted.hash & mask; ; slot = (slot + 1) & mask) {
      const set = this.#slots[slot] ?? 0;
      if (set === 0 || (this.#hashes[set] === wanted.hash && this.#isSame(set, wanted))) return set;
    }
  }

  /** One that is not there yet. */
  add(wanted: ScratchSet): number {
    const begin = this.memberCount;
    this.count += 1;
    const set = this.count;
    if (set + 2 > this.#from.length) {
      this.#from = enlarged(this.#from, set + (set >> 2) + SPARE_SETS);
      this.#hashes = enlarged(this.#hashes, this.#from.length);
    }
    const end = begin + wanted.size;
    if (end > this.#members.length) this.#members = enlarged(this.#members, end + (end >> 2) + SPARE_MEMBERS);
    for (let at = 0; at < wanted.size; at += 1) this.#members[begin + at] = wanted.at(at);
    this.#from[set] = begin;
    this.#from[set + 1] = end;
    this.#hashes[set] = wanted.hash;
    if (set * SLOTS_PER_SET > this.#slots.length) this.#rehash();
    else this.#enter(set);
    return set;
  }

  /** For an image: gives back what was taken in advance, but for a little. */
  compact(): void {
    this.#from = this.#from.slice(0, this.count + 1 + SPARE_SETS);
    this.#hashes = this.#hashes.slice(0, this.#from.length);
    this.#members = this.#members.slice(0, this.memberCount + SPARE_MEMBERS);
  }

  #isSame(set: number, wanted: ScratchSet): boolean {
    const end = this.end(set);
    const start = this.start(set);
    if (end - start !== wanted.size) return false;
    for (let place = start; place < end; place += 1) if (!wanted.has(this.member(place))) return false;
    return true;
  }

  #enter(set: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#hashes[set] ?? 0) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = set;
  }

  #rehash(): void {
    this.#slots = new Uint16Array(this.#slots.length * 2);
    for (let set = 1; set <= this.count; set += 1) this.#enter(set);
  }
}

/** A set that is emptied by counting on, and used for one set after the other. */
export class ScratchSet {
  readonly #limit: number;
  /** By number the round in which it was added last; made at the first use, so that no image has it. */
  #rounds = new Uint32Array();
  #numbers = new Uint32Array();
  #round = 0;
  size = 0;
  /** The same for the same members, in whatever order they came. */
  hash = 0;

  /** For numbers below `limit`. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  begin(): void {
    if (this.#rounds.length < this.#limit || this.#round === 0xffff_ffff) {
      this.#rounds = new Uint32Array(this.#limit);
      this.#numbers = new Uint32Array(this.#limit);
      this.#round = 0;
    }
    this.#round += 1;
    this.size = 0;
    this.hash = 0;
  }

  add(number: number): void {
    if (this.#rounds[number] === this.#round) return;
    this.#rounds[number] = this.#round;
    this.#numbers[this.size] = number;
    this.size += 1;
    const spread = Math.imul(number + 1, SPREAD);
    this.hash = (this.hash + (spread ^ (spread >>> 15))) | 0;
  }

  has(number: number): boolean {
    return this.#rounds[number] === this.#round;
  }

  at(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  /** Gives its memory back. */
  clear(): void {
    this.#rounds = new Uint32Array();
    this.#numbers = new Uint32Array();
  }
}

function enlarged<T extends Uint16Array | Uint32Array | Int32Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}
