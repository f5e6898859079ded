/**
 * Finds which of many literals occur in a text, in one pass over it, however many there are. A literal is known by a gram of it, three
 * bytes (or all of it, when it is shorter) that few others have; at each place of the text the table of grams says which literals
 * are to be compared there. Literals and texts are byte strings in lower case.
 */

/** A literal with the place of its gram. */
interface Entry {
  readonly literal: string;
  readonly offset: number;
  readonly id: number;
}

const GRAM_BYTES = 3;
const TABLE_BITS = 14;
const TABLE_SIZE = 1 << TABLE_BITS;

export class LiteralIndex {
  /** By gram length: hash of the gram to a bucket, 0 for none. */
  readonly #tables: readonly Uint16Array[];
  readonly #buckets: (readonly Entry[])[] = [[]];

  /** The id of a literal is its place in the list. */
  constructor(literals: readonly string[]) {
    const frequency = new Map<string, number>();
    for (const literal of literals)
      for (const gram of gramsOf(literal)) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
    const buckets = new Map<string, Entry[]>();
    for (const [id, literal] of literals.entries()) {
      const grams = gramsOf(literal);
      const best = grams.reduce((one, other) =>
        (frequency.get(other) ?? 0) < (frequency.get(one) ?? 0) ? other : one,
      );
      const key = `${best.length} ${hashOf(best)}`;
      const bucket = buckets.get(key) ?? [];
      bucket.push({ literal, offset: grams.indexOf(best), id });
      buckets.set(key, bucket);
    }
    const tables = Array.from({ length: GRAM_BYTES + 1 }, () => new Uint16Array(TABLE_SIZE));
    for (const [key, bucket] of buckets) {
      const [length = 0, hash = 0] = key.split(' ').map(Number);
      const table = tables[length];
      if (table === undefined) continue;
      table[hash] = this.#buckets.length;
      this.#buckets.push(bucket);
    }
    this.#tables = tables;
  }

  /** Calls back for each literal that occurs, at least once. */
  find(text: string, found: (id: number) => void): void {
    const [, singles, pairs, triples] = this.#tables;
    if (singles === undefined || pairs === undefined || triples === undefined) return;
    const { length } = text;
    let next = length > 0 ? text.charCodeAt(0) : 0;
    let afterNext = length > 1 ? text.charCodeAt(1) : 0;
    for (let at = 0; at < length; at += 1) {
      const code = next;
      next = afterNext;
      afterNext = at + 2 < length ? text.charCodeAt(at + 2) : 0;
      const pair = code ^ (next << 6);
      const single = singles[code] ?? 0;
      if (single !== 0) this.#compare(single, text, at, found);
      const double = pairs[pair & (TABLE_SIZE - 1)] ?? 0;
      if (double !== 0) this.#compare(double, text, at, found);
      const triple = triples[(pair ^ (afterNext << 9) ^ (afterNext >> 4)) & (TABLE_SIZE - 1)] ?? 0;
      if (triple !== 0) this.#compare(triple, text, at, found);
    }
  }

  #compare(bucket: number, text: string, at: number, found: (id: number) => void): void {
    for (const { literal, offset, id } of this.#buckets[bucket] ?? []) {
      if (at >= offset && text.startsWith(literal, at - offset)) found(id);
    }
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
      return pair & (TABLE_SIZE - 1);
    default:
      return (pair ^ (third << 9) ^ (third >> 4)) & (TABLE_SIZE - 1);
  }
}
