/**
 * The tables by which the search finds which of many literals occur in a text (assembly/prefilter/literals.ts, which says what they
 * are). A literal is known by a gram of it that is rare in mail and that few others have. Literals are byte strings in lower case.
 */
import { block } from './block.ts';
import { startsOf } from './number-lists.ts';
import { bitsOf } from './rarity.ts';

const GRAM_BYTES = 4;
/** The table of grams has this many places for a literal, within bounds, and so many bits for each place. */
const PLACES = 2;
const MIN_TABLE_BITS = 5;
const MAX_TABLE_BITS = 15;
const BITS_OF_PLACE = 3;
const HASH_BITS = 32;
/** An odd number whose multiples are far apart. */
const SPREAD = 0x9e37_79b1;

/** `literals`: by literal, at most 255 bytes long, the numbers that it is known by. */
export function literalIndex(literals: ReadonlyMap<string, Iterable<number>>): Uint8Array {
  const wantedBits = Math.ceil(Math.log2(literals.size * PLACES + 1));
  const tableBits = Math.min(Math.max(wantedBits, MIN_TABLE_BITS), MAX_TABLE_BITS);
  const shift = HASH_BITS - tableBits - BITS_OF_PLACE;
  const bits = new Uint8Array(1 << tableBits);
  const table = new Uint16Array(1 << tableBits);
  const bestGram = gramChooser([...literals.keys()]);
  const gramEnds = new Map<string, number>();
  const buckets: string[][] = [[]];
  for (const literal of literals.keys()) {
    if (literal.length === 1) continue;
    const gram = bestGram(literal);
    gramEnds.set(literal, literal.indexOf(gram) + gram.length);
    const place = hashOf(gram) >>> shift;
    bits[place >>> BITS_OF_PLACE] = (bits[place >>> BITS_OF_PLACE] ?? 0) | (1 << (place & 7));
    const known = table[place >>> BITS_OF_PLACE] ?? 0;
    if (known !== 0) buckets[known]?.push(literal);
    else table[place >>> BITS_OF_PLACE] = buckets.push([literal]) - 1;
  }
  const singles = [...literals.keys()].filter(({ length }) => length === 1);
  const ordered = [...singles, ...buckets.flat()];
  const numbers = ordered.map(literal => [...(literals.get(literal) ?? [])]);
  return block([
    shift,
    Number(ordered.some(({ length }) => length === 2)),
    Number(ordered.some(({ length }) => length === 3)),
    singles.length,
    bits,
    table,
    startsOf(buckets).map(start => start + singles.length),
    startsOf(ordered),
    Uint8Array.from(ordered, literal => gramEnds.get(literal) ?? 0),
    Buffer.from(ordered.join(''), 'latin1'),
    startsOf(numbers),
    Uint32Array.from(numbers.flat()),
  ]);
}

function gramChooser(literals: readonly string[]): (literal: string) => string {
  const frequency = new Map<string, number>();
  for (const literal of literals)
    for (const gram of gramsOf(literal)) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
  const worth = (gram: string): number => bitsOf(gram) - Math.log2(frequency.get(gram) ?? 1);
  return literal => gramsOf(literal).reduce((one, other) => (worth(other) > worth(one) ? other : one));
}

function gramsOf(literal: string): readonly string[] {
  const length = Math.min(GRAM_BYTES, literal.length);
  return Array.from({ length: literal.length - length + 1 }, (_, at) => literal.slice(at, at + length));
}

/** As the search does it. */
function hashOf(gram: string): number {
  const window = Buffer.from(gram, 'latin1').reduce((bytes, byte) => (bytes << 8) | byte, 0);
  return Math.imul(window, SPREAD);
}
