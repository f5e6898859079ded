/**
 * How rare it is in mail that a text holds one of several literals: the smaller the chance that one of them begins at a given place,
 * the larger the number, in bits. Bytes count by a rough table of their frequency in mail, as if they did not depend on
 * each other.
 */

/** Bits of information, for the bytes that are frequent in text and HTML. */
const FREQUENT: readonly (readonly [chars: string, bits: number])[] = [
  [' e', 3],
  ['tainosr', 4],
  ['ldhcumpf\n', 5],
  ['gywbvk.,-/', 6],
  ['0123="<>:;x', 7],
  ["456789jqz_()&'", 8],
];
const OTHERWISE_BITS = 10;

const BITS = new Uint8Array(256).fill(OTHERWISE_BITS);
for (const [chars, bits] of FREQUENT) for (const char of chars) BITS[char.charCodeAt(0)] = bits;

/** A literal as frequent as this is in nearly every text. */
const USELESS_BITS = 8;

/** 0: so frequent that it is not worth looking for. */
export function rarityOf(literals: readonly string[]): number {
  let chance = 0;
  for (const literal of literals) chance += 2 ** -bitsOf(literal);
  return Math.max(0, -Math.log2(chance) - USELESS_BITS);
}

export function bitsOf(literal: string): number {
  let bits = 0;
  for (let at = 0; at < literal.length; at += 1) bits += BITS[literal.charCodeAt(at)] ?? OTHERWISE_BITS;
  return bits;
}

/** That a byte is one of a set. */
export function chanceOf(bytes: Uint8Array): number {
  let chance = 0;
  for (let code = 0; code < 256; code += 1)
    if (bytes[code] === 1) chance += 2 ** -(BITS[code] ?? OTHERWISE_BITS);
  return chance;
}
