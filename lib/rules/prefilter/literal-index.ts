/**
 * Finds which of many literals occur in a text, in one pass over it, however many there are. A literal is known by a gram of it, four
 * bytes (or all of it, when it is shorter) that are rare in mail and that few others have; at each place of the text the tables of
 * grams say which literals are to be compared there. Literals and texts are byte strings in lower case.
 */
import { NumberLists } from './number-lists.ts';
import { bitsOf } from './rarity.ts';

const GRAM_BYTES = 4;
/** The table of grams has this many places for a literal, within bounds. */
const PLACES = 16;
const MIN_TABLE_BITS = 8;
const MAX_TABLE_BITS = 16;
/** Products of 16 bits with these are small integers everywhere; the bits in the middle of them depend on all bytes. */
const LOW_FACTOR = 0x6255;
const HIGH_FACTOR = 0x5bd1;
const HASH_SHIFT = 9;

export class LiteralIndex {
  /** By the hash of a gram a bucket, 0 for none. */
  readonly #table: Uint16Array;
  /** Which grams there are. */
  readonly #hasPairs: boolean;
  readonly #hasTriples: boolean;
  /** The literals of one byte, and the bytes. */
  readonly #singles: Uint8Array;
  readonly #singleLiterals: Uint32Array;
  /** The literals of a bucket. */
  readonly #buckets: NumberLists;
  /** All literals one behind the other, where each begins, and one more; and where in it its gram ends. */
  readonly #joined: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #gramEnds: Uint8Array;

  /** The number of a literal is its place in the list. Literals are at most 255 bytes long. */
  constructor(literals: readonly string[]) {
    this.#joined = new Uint8Array(Buffer.from(literals.join(''), 'latin1'));
    this.#starts = new Uint32Array(literals.length + 1);
    this.#gramEnds = new Uint8Array(literals.length);
    const wantedBits = Math.ceil(Math.log2(literals.length * PLACES + 1));
    const bits = Math.min(Math.max(wantedBits, MIN_TABLE_BITS), MAX_TABLE_BITS);
    this.#table = new Uint16Array(1 << bits);
    const frequency = new Map<string, number>();
    for (const literal of literals)
      for (const gram of gramsOf(literal)) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
    const worth = (gram: string): number => bitsOf(gram) - Math.log2(frequency.get(gram) ?? 1);
    const buckets: number[][] = [[]];
    const singles: number[] = [];
    for (const [number, literal] of literals.entries()) {
      this.#starts[number + 1] = (this.#starts[number] ?? 0) + literal.length;
      if (literal.length === 1) {
        singles.push(number);
        continue;
      }
      const grams = gramsOf(literal);
      const best = grams.reduce((one, other) => (worth(other) > worth(one) ? other : one));
      this.#gramEnds[number] = grams.indexOf(best) + best.length;
      const place = hashOf(best) & (this.#table.length - 1);
      const bucket = this.#table[place] ?? 0;
      if (bucket !== 0) buckets[bucket]?.push(number);
      else {
        this.#table[place] = buckets.length;
        buckets.push([number]);
      }
    }
    this.#buckets = new NumberLists(buckets);
    this.#hasPairs = literals.some(({ length }) => length === 2);
    this.#hasTriples = literals.some(({ length }) => length === 3);
    this.#singles = Uint8Array.from(singles, number => literals[number]?.charCodeAt(0) ?? 0);
    this.#singleLiterals = Uint32Array.from(singles);
  }

  /** Calls back for each literal that occurs between two places of a text, at least once. */
  find(text: Uint8Array, from: number, to: number, found: (literal: number) => void): void {
    if (from === to) return;
    if (this.#singles.length > 0) this.#findSingles(text.subarray(from, to), found);
    const table = this.#table;
    const mask = table.length - 1;
    const hasPairs = this.#hasPairs;
    const hasTriples = this.#hasTriples;
    // The last four bytes; in front of the text there are zeros, and a literal that seems to begin there is no match.
    let window = text[from] ?? 0;
    for (let at = from + 1; at < to; at += 1) {
      window = (window << 8) | (text[at] ?? 0);
      const low = (window & 0xffff) * LOW_FACTOR;
      const high = window >>> 16;
      let bucket = table[((low ^ (high * HIGH_FACTOR)) >>> HASH_SHIFT) & mask] ?? 0;
      if (bucket !== 0) this.#compare(bucket, text, from, at + 1, to, found);
      if (hasTriples) {
        bucket = table[((low ^ ((high & 0xff) * HIGH_FACTOR)) >>> HASH_SHIFT) & mask] ?? 0;
        if (bucket !== 0) this.#compare(bucket, text, from, at + 1, to, found);
      }
      if (hasPairs) {
        bucket = table[(low >>> HASH_SHIFT) & mask] ?? 0;
        if (bucket !== 0) this.#compare(bucket, text, from, at + 1, to, found);
      }
    }
  }

  #findSingles(text: Uint8Array, found: (literal: number) => void): void {
    for (let place = 0; place < this.#singles.length; place += 1)
      if (text.includes(this.#singles[place] ?? 0)) found(this.#singleLiterals[place] ?? 0);
  }

  #compare(
    bucket: number,
    text: Uint8Array,
    from: number,
    gramEnd: number,
    to: number,
    found: (literal: number) => void,
  ): void {
    const joined = this.#joined;
    const end = this.#buckets.end(bucket);
    for (let place = this.#buckets.start(bucket); place < end; place += 1) {
      const literal = this.#buckets.number(place);
      let at = gramEnd - (this.#gramEnds[literal] ?? 0);
      if (at < from) continue;
      let own = this.#starts[literal] ?? 0;
      const ownEnd = this.#starts[literal + 1] ?? 0;
      if (at + ownEnd - own > to) continue;
      while (own < ownEnd && joined[own] === text[at]) {
        own += 1;
        at += 1;
      }
      if (own === ownEnd) found(literal);
    }
  }
}

function gramsOf(literal: string): readonly string[] {
  const length = Math.min(GRAM_BYTES, literal.length);
  return Array.from({ length: literal.length - length + 1 }, (_, at) => literal.slice(at, at + length));
}

/** As `find` does it, where functions would cost too much. */
function hashOf(gram: string): number {
  const window = Buffer.from(gram, 'latin1').reduce((bytes, byte) => (bytes << 8) | byte, 0);
  return (((window & 0xffff) * LOW_FACTOR) ^ ((window >>> 16) * HIGH_FACTOR)) >>> HASH_SHIFT;
}
