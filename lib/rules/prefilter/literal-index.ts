/**
 * Finds which of many literals occur in a text, in one pass over it, however many there are. A literal is known by a gram of it, three
 * bytes (or all of it, when it is shorter) that few others have; at each place of the text the table of grams says which literals
 * are to be compared there. Literals and texts are byte strings in lower case.
 */
import { NumberLists } from './number-lists.ts';

const GRAM_BYTES = 3;
const TABLE_BITS = 14;
const TABLE_SIZE = 1 << TABLE_BITS;
const MASK = TABLE_SIZE - 1;

export class LiteralIndex {
  /** By length of the gram, from 1: hash of the gram to a bucket, 0 for none. */
  readonly #singles = new Uint16Array(256);
  readonly #pairs = new Uint16Array(TABLE_SIZE);
  readonly #triples = new Uint16Array(TABLE_SIZE);
  /** The literals of a bucket. */
  readonly #buckets: NumberLists;
  /** All literals one behind the other, where each begins, and one more; and where in it its gram is. */
  readonly #joined: string;
  readonly #starts: Uint32Array;
  readonly #gramOffsets: Uint8Array;

  /** The number of a literal is its place in the list. Literals are at most 255 bytes long. */
  constructor(literals: readonly string[]) {
    this.#joined = literals.join('');
    this.#starts = new Uint32Array(literals.length + 1);
    this.#gramOffsets = new Uint8Array(literals.length);
    const frequency = new Map<string, number>();
    for (const literal of literals)
      for (const gram of gramsOf(literal)) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
    const buckets: number[][] = [[]];
    for (const [number, literal] of literals.entries()) {
      this.#starts[number + 1] = (this.#starts[number] ?? 0) + literal.length;
      const grams = gramsOf(literal);
      const rarest = grams.reduce((one, other) =>
        (frequency.get(other) ?? 0) < (frequency.get(one) ?? 0) ? other : one,
      );
      this.#gramOffsets[number] = grams.indexOf(rarest);
      const table = [this.#singles, this.#pairs, this.#triples][rarest.length - 1] ?? this.#triples;
      const hash = hashOf(rarest);
      const bucket = table[hash] ?? 0;
      if (bucket !== 0) buckets[bucket]?.push(number);
      else {
        table[hash] = buckets.length;
        buckets.push([number]);
      }
    }
    this.#buckets = new NumberLists(buckets);
  }

  /** Calls back for each literal that occurs, at least once. */
  find(text: string, found: (literal: number) => void): void {
    const singles = this.#singles;
    const pairs = this.#pairs;
    const triples = this.#triples;
    const { length } = text;
    let next = length > 0 ? text.charCodeAt(0) : 0;
    let afterNext = length > 1 ? text.charCodeAt(1) : 0;
    for (let at = 0; at < length; at += 1) {
      const code = next;
      next = afterNext;
      afterNext = at + 2 < length ? text.charCodeAt(at + 2) : 0;
      const pair = code ^ (next << 6);
      const bucketOfSingle = singles[code] ?? 0;
      if (bucketOfSingle !== 0) this.#compare(bucketOfSingle, text, at, found);
      const bucketOfPair = pairs[pair & MASK] ?? 0;
      if (bucketOfPair !== 0) this.#compare(bucketOfPair, text, at, found);
      const bucketOfTriple = triples[(pair ^ (afterNext << 9) ^ (afterNext >> 4)) & MASK] ?? 0;
      if (bucketOfTriple !== 0) this.#compare(bucketOfTriple, text, at, found);
    }
  }

  #compare(bucket: number, text: string, at: number, found: (literal: number) => void): void {
    const end = this.#buckets.end(bucket);
    for (let place = this.#buckets.start(bucket); place < end; place += 1) {
      const literal = this.#buckets.number(place);
      const start = at - (this.#gramOffsets[literal] ?? 0);
      if (start >= 0 && this.#isAt(literal, text, start)) found(literal);
    }
  }

  #isAt(literal: number, text: string, start: number): boolean {
    const from = this.#starts[literal] ?? 0;
    const length = (this.#starts[literal + 1] ?? 0) - from;
    if (start + length > text.length) return false;
    for (let at = 0; at < length; at += 1)
      if (this.#joined.charCodeAt(from + at) !== text.charCodeAt(start + at)) return false;
    return true;
  }
}

function gramsOf(literal: string): readonly string[] {
  const length = Math.min(GRAM_BYTES, literal.length);
  return Array.from({ length: literal.length - length + 1 }, (_, at) => literal.slice(at, at + length));
}

function hashOf(gram: string): number {
  const [first = 0, second = 0, third = 0] = Buffer.from(gram, 'latin1');
  const pair = first ^ (second << 6);
  switch (gram.length) {
    case 1:
      return first;
    case 2:
      return pair & MASK;
    default:
      return (pair ^ (third << 9) ^ (third >> 4)) & MASK;
  }
}
