/** The bytes that a byte or a set of a regex matches: 256 entries, 1 for those that it does. */
import type { RegexNode } from './ast.ts';
import { emptySet, withBothCases } from './byte-sets.ts';

export type SingleByteNode = RegexNode & { readonly kind: 'byte' | 'set' };

export function isSingleByte(node: RegexNode): node is SingleByteNode {
  return node.kind === 'byte' || node.kind === 'set';
}

export function bytesOf(node: SingleByteNode): Uint8Array {
  const listed = node.kind === 'set' ? node.members.bytes : emptySet().fill(1, node.code, node.code + 1);
  const folded = node.ignoreCase ? withBothCases(listed) : listed;
  return node.kind === 'set' && node.members.negated ? folded.map(one => 1 - one) : folded;
}
