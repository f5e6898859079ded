/**
 * Finds which of many literals occur in a text, in one pass over it. A literal is known by a gram of it, its four rarest bytes (or all
 * of it, when it is shorter). At each place of the text the hash of the last bytes says by a bit whether a gram may end there, and if
 * so, by a table, in which bucket the literals are that are to be compared.
 *
 * A block of tables (written by lib/rules/prefilter/literal-index.ts) begins with these words; tables are given by their distance from
 * its beginning. Literals are numbered by buckets, those of one byte first; bucket 0 is empty.
 */
import { note } from './notes';

/** A hash's bits that tell its place among the BITS are its first: 32 less this. The bucket's are three fewer. */
const SHIFT: u32 = 0;
const HAS_PAIRS: u32 = 4;
const HAS_TRIPLES: u32 = 8;
const SINGLE_COUNT: u32 = 12;
/** A bit for each place. */
const BITS: u32 = 16;
/** By the first bits of a hash a bucket, u16. */
const TABLE: u32 = 20;
/** By bucket its first literal, u32, and one more. */
const BUCKETS: u32 = 24;
/** By literal where it begins in JOINED, u32, and one more. */
const STARTS: u32 = 28;
/** By literal where in it its gram ends, u8. */
const GRAM_ENDS: u32 = 32;
/** The literals' bytes. */
const JOINED: u32 = 36;
/** By literal where its sets begin in SETS, u32, and one more. */
const SETS_FROM: u32 = 40;
/** u32. */
const SETS: u32 = 44;

/** As in literal-index.ts. */
const SPREAD: u32 = 0x9e37_79b1;

/** Notes the sets of each literal that occurs between two places. The text is in lower case. */
export function findLiterals(block: u32, from: u32, to: u32, element: u32): void {
  if (from >= to) return;
  const singles = load<u32>(block, SINGLE_COUNT);
  for (let single: u32 = 0; single < singles; single += 1) findSingle(block, single, from, to, element);
  const bits = block + load<u32>(block, BITS);
  const shift = load<u32>(block, SHIFT);
  const hasPairs = load<u32>(block, HAS_PAIRS) != 0;
  const hasTriples = load<u32>(block, HAS_TRIPLES) != 0;
  // The last four bytes; in front of the text there are zeros, and a literal that seems to begin there is no match.
  let window: u32 = load<u8>(from);
  for (let at = from + 1; at < to; at += 1) {
    window = (window << 8) | load<u8>(at);
    let hash = window * SPREAD;
    if (hasBit(bits, hash >>> shift)) compare(block, hash, from, at + 1, to, element);
    if (hasTriples) {
      hash = (window & 0xff_ffff) * SPREAD;
      if (hasBit(bits, hash >>> shift)) compare(block, hash, from, at + 1, to, element);
    }
    if (hasPairs) {
      hash = (window & 0xffff) * SPREAD;
      if (hasBit(bits, hash >>> shift)) compare(block, hash, from, at + 1, to, element);
    }
  }
}

function hasBit(bits: u32, place: u32): bool {
  return ((load<u8>(bits + (place >>> 3)) >>> (place & 7)) & 1) != 0;
}

function findSingle(block: u32, literal: u32, from: u32, to: u32, element: u32): void {
  const byte = load<u8>(block + load<u32>(block, JOINED) + literal);
  for (let at = from; at < to; at += 1)
    if (load<u8>(at) == byte) {
      noteLiteral(block, literal, element);
      return;
    }
}

/** The literals of a bucket with the text around a place where the gram of one may end. */
function compare(block: u32, hash: u32, from: u32, gramEnd: u32, to: u32, element: u32): void {
  const bucket = <u32>(
    load<u16>(block + load<u32>(block, TABLE) + ((hash >>> (load<u32>(block, SHIFT) + 3)) << 1))
  );
  const buckets = block + load<u32>(block, BUCKETS) + (bucket << 2);
  const starts = block + load<u32>(block, STARTS);
  const joined = block + load<u32>(block, JOINED);
  const gramEnds = block + load<u32>(block, GRAM_ENDS);
  const end = load<u32>(buckets, 4);
  for (let literal = load<u32>(buckets); literal < end; literal += 1) {
    const before = <u32>load<u8>(gramEnds + literal);
    if (gramEnd - from < before) continue;
    let own = joined + load<u32>(starts + (literal << 2));
    const ownEnd = joined + load<u32>(starts + (literal << 2), 4);
    let at = gramEnd - before;
    if (to - at < ownEnd - own) continue;
    while (own < ownEnd && load<u8>(own) == load<u8>(at)) {
      own += 1;
      at += 1;
    }
    if (own == ownEnd) noteLiteral(block, literal, element);
  }
}

function noteLiteral(block: u32, literal: u32, element: u32): void {
  const from = block + load<u32>(block, SETS_FROM) + (literal << 2);
  const sets = block + load<u32>(block, SETS);
  const end = load<u32>(from, 4);
  for (let place = load<u32>(from); place < end; place += 1) note(load<u32>(sets + (place << 2)), element);
}
