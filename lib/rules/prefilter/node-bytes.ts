/** The bytes that a byte or a set of a regex matches: 256 entries, 1 for those that do. Where case does not matter, some more. */
import type { RegexNode } from '../regex/ast.ts';

export type SingleByteNode = RegexNode & { readonly kind: 'byte' | 'set' };

export function isSingleByte(node: RegexNode): node is SingleByteNode {
  return node.kind === 'byte' || node.kind === 'set';
}

export function bytesOf(node: SingleByteNode): Uint8Array {
  if (node.kind === 'set' && node.members.negated) {
    // Without case it matches fewer; a byte more does no harm.
    return node.members.bytes.map(one => 1 - one);
  }
  const bytes =
    node.kind === 'set' ? node.members.bytes : new Uint8Array(256).fill(1, node.code, node.code + 1);
  return node.ignoreCase ? withBothCases(bytes) : bytes;
}

/** Letters of Latin-1 as well: V8 folds them. The signs for times and division stand among them and count as a pair. */
function withBothCases(bytes: Uint8Array): Uint8Array {
  const both = Uint8Array.from(bytes);
  for (const [first, last] of [
    [0x41, 0x5a],
    [0xc0, 0xde],
  ] as const) {
    for (let upper = first; upper <= last; upper += 1) {
      const either = (bytes[upper] ?? 0) | (bytes[upper + 32] ?? 0);
      both[upper] = either;
      both[upper + 32] = either;
    }
  }
  return both;
}

/** A repeat of such a set is alive in most words. */
export function hasManyLetters(bytes: Uint8Array): boolean {
  return bytes.subarray(0x61, 0x7b).reduce((sum, one) => sum + one, 0) >= MANY_LETTERS;
}

const MANY_LETTERS = 10;
