/**
 * Finds which of many literals occur in a text, in one pass over it, however many there are. A literal is known by a gram of it, four
 * bytes (or all of it, when it is shorter) that are rare in mail and that few others have; at each place of the text the tables of
 * grams say which literals are to be compared there. Literals and texts are byte strings in lower case.
 */
import { NumberLists } from './number-lists.ts';
import { bitsOf } from './rarity.ts';

const GRAM_BYTES = 4;
const PAIR_MASK = 0xfff;
const TRIPLE_MASK = 0x3fff;
/** The table of grams has this many places for a literal, within bounds. */
const PLACES = 8;
const MIN_TABLE_BITS = 10;
const MAX_TABLE_BITS = 16;

export class LiteralIndex {
  /** By length of the gram, from 1: hash of the gram to a bucket, 0 for none. */
  readonly #singles = new Uint16Array(256);
  readonly #pairs = new Uint16Array(PAIR_MASK + 1);
  readonly #triples = new Uint16Array(TRIPLE_MASK + 1);
  readonly #grams: Uint16Array;
  /** The bytes that have a bucket by themselves. */
  readonly #singleCodes: Uint8Array;
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
    const wanted = Math.ceil(Math.log2(literals.length * PLACES + 1));
    this.#grams = new Uint16Array(1 << Math.min(Math.max(wanted, MIN_TABLE_BITS), MAX_TABLE_BITS));
    const frequency = new Map<string, number>();
    for (const literal of literals)
      for (const gram of gramsOf(literal)) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
    const worth = (gram: string): number => bitsOf(gram) - Math.log2(frequency.get(gram) ?? 1);
    const buckets: number[][] = [[]];
    for (const [number, literal] of literals.entries()) {
      this.#starts[number + 1] = (this.#starts[number] ?? 0) + literal.length;
      const grams = gramsOf(literal);
      const best = grams.reduce((one, other) => (worth(other) > worth(one) ? other : one));
      this.#gramEnds[number] = grams.indexOf(best) + best.length;
      const { table, place } = this.#placeOf(best);
      const bucket = table[place] ?? 0;
      if (bucket !== 0) buckets[bucket]?.push(number);
      else {
        table[place] = buckets.length;
        buckets.push([number]);
      }
    }
    this.#buckets = new NumberLists(buckets);
    this.#singleCodes = Uint8Array.from([...this.#singles.keys()].filter(code => this.#singles[code] !== 0));
  }

  /** Calls back for each literal that occurs between two places of a text, at least once. */
  find(text: Uint8Array, from: number, to: number, found: (literal: number) => void): void {
    if (from === to) return;
    for (const code of this.#singleCodes) {
      const at = text.indexOf(code, from);
      if (at >= 0 && at < to) this.#compare(this.#singles[code] ?? 0, text, from, at + 1, to, found);
    }
    const pairs = this.#pairs;
    const triples = this.#triples;
    const grams = this.#grams;
    const mask = grams.length - 1;
    // The last four bytes. What is not there yet is a zero: a literal that seems to begin in front of the text is no match.
    let window = text[from] ?? 0;
    for (let at = from + 1; at < to; at += 1) {
      window = (window << 8) | (text[at] ?? 0);
      let bucket = pairs[(window ^ (window >>> 4)) & PAIR_MASK] ?? 0;
      if (bucket !== 0) this.#compare(bucket, text, from, at + 1, to, found);
      bucket = triples[(window ^ (window >>> 10)) & TRIPLE_MASK] ?? 0;
      if (bucket !== 0) this.#compare(bucket, text, from, at + 1, to, found);
      bucket = grams[(window ^ (window >>> 11) ^ (window >>> 20)) & mask] ?? 0;
      if (bucket !== 0) this.#compare(bucket, text, from, at + 1, to, found);
    }
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

  /** As `find` does it, where functions would cost too much; of the last bytes only, as many as the gram has. */
  #placeOf(gram: string): { readonly table: Uint16Array; readonly place: number } {
    const window = Buffer.from(gram, 'latin1').reduce((bytes, byte) => (bytes << 8) | byte, 0);
    switch (gram.length) {
      case 1:
        return { table: this.#singles, place: window };
      case 2:
        return { table: this.#pairs, place: (window ^ (window >>> 4)) & PAIR_MASK };
      case 3:
        return { table: this.#triples, place: (window ^ (window >>> 10)) & TRIPLE_MASK };
      default:
        return {
          table: this.#grams,
          place: (window ^ (window >>> 11) ^ (window >>> 20)) & (this.#grams.length - 1),
        };
    }
  }
}

function gramsOf(literal: string): readonly string[] {
  const length = Math.min(GRAM_BYTES, literal.length);
  return Array.from({ length: literal.length - length + 1 }, (_, at) => literal.slice(at, at + length));
}
