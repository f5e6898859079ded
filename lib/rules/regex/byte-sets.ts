/**
 * Byte classes of Perl under /aa (spec 4.4): `\w \d \s` and POSIX classes are ASCII; `\h \v` know the bytes A0 and 85.
 */
export function emptySet(): Uint8Array {
  return new Uint8Array(256);
}

/** What lies above FF is left out. */
export function addRange(set: Uint8Array, from: number, to: number): void {
  for (let code = from; code <= Math.min(to, 0xff); code += 1) set[code] = 1;
}

/** Adds every member of the other set, or every non-member. */
export function addSet(set: Uint8Array, other: Uint8Array, complement = false): void {
  for (let code = 0; code < 256; code += 1) if ((other[code] === 1) !== complement) set[code] = 1;
}

/** A letter of Latin-1 whose other case is one, too: 20 hex away. */
export function hasCase(code: number): boolean {
  return (
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0xc0 && code <= 0xfe && code !== 0xd7 && code !== 0xdf && code !== 0xf7)
  );
}

const CASE_BIT = 0x20;

/** The other case of a letter, and every other byte itself. */
export function otherCase(code: number): number {
  return hasCase(code) ? code ^ CASE_BIT : code;
}

/** The members of a set, and of each letter among them the other case. */
export function withBothCases(bytes: Uint8Array): Uint8Array {
  return bytes.map((listed, code) => listed | (bytes[otherCase(code)] ?? 0));
}

function fromRanges(...ranges: readonly [number, number][]): Uint8Array {
  const set = emptySet();
  for (const [from, to] of ranges) addRange(set, from, to);
  return set;
}

const DIGIT = fromRanges([0x30, 0x39]);
const UPPER = fromRanges([0x41, 0x5a]);
const LOWER = fromRanges([0x61, 0x7a]);
const SPACE = fromRanges([0x09, 0x0d], [0x20, 0x20]);
const WORD = fromRanges([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]);

/** By the lower-case letter of the escape; the upper-case letter is the complement. */
export const ESCAPE_SETS: ReadonlyMap<string, Uint8Array> = new Map([
  ['d', DIGIT],
  ['s', SPACE],
  ['w', WORD],
  ['h', fromRanges([0x09, 0x09], [0x20, 0x20], [0xa0, 0xa0])],
  ['v', fromRanges([0x0a, 0x0d], [0x85, 0x85])],
]);

export const POSIX_SETS: ReadonlyMap<string, Uint8Array> = new Map([
  ['alnum', fromRanges([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a])],
  ['alpha', fromRanges([0x41, 0x5a], [0x61, 0x7a])],
  ['ascii', fromRanges([0x00, 0x7f])],
  ['blank', fromRanges([0x09, 0x09], [0x20, 0x20])],
  ['cntrl', fromRanges([0x00, 0x1f], [0x7f, 0x7f])],
  ['digit', DIGIT],
  ['graph', fromRanges([0x21, 0x7e])],
  ['lower', LOWER],
  ['print', fromRanges([0x20, 0x7e])],
  ['punct', fromRanges([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e])],
  ['space', SPACE],
  ['upper', UPPER],
  ['word', WORD],
  ['xdigit', fromRanges([0x30, 0x39], [0x41, 0x46], [0x61, 0x66])],
]);
