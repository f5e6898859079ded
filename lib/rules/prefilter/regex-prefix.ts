/** Cuts a regex off behind its first bytes; for prefix-automaton.ts. */
import type { Alternatives, RegexNode } from '../regex/ast.ts';
import { bytesOf, isSingleByte } from '../regex/node-bytes.ts';

/** Stands where the rest is left out. */
export const CUT: RegexNode = { kind: 'assert', source: '' };

interface Prefix<T> {
  readonly kept: T;
  /** At least so many bytes are in it. */
  readonly minBytes: number;
}

/** Behind so many bytes a loop of any letters is left out, and all behind it; */
const ENOUGH_BYTES = 4;
/** not so behind this many, which are rare enough for it not to keep an automaton busy. */
export const RARE_BYTES = 7;
/** A repeat of single bytes that has no more is written out. */
export const FEW_ROUNDS = 4;
const MANY_LETTERS = 10;
/** A repeat that must be there is written out so often; what comes on top is a loop. */
const MAX_BYTE_COPIES = 8;
const MAX_COPIES = 2;

/** As much as holds so many bytes in any way of reading it. */
export function prefixOf(body: Alternatives, bytes: number): Alternatives {
  return prefixOfBody(body, bytes, 0).kept;
}

export function copiesOf(body: RegexNode, min: number): number {
  return Math.min(min, isSingleByte(body) ? MAX_BYTE_COPIES : MAX_COPIES);
}

/** `before`: bytes that stand before it. */
function prefixOfBody(body: Alternatives, bytes: number, before: number): Prefix<Alternatives> {
  const branches = body.map(branch => prefixOfBranch(branch, bytes, before));
  return {
    kept: branches.map(({ kept }) => kept),
    minBytes: branches.reduce((min, branch) => Math.min(min, branch.minBytes), Infinity),
  };
}

function prefixOfBranch(
  branch: readonly RegexNode[],
  bytes: number,
  before: number,
): Prefix<readonly RegexNode[]> {
  const kept: RegexNode[] = [];
  let minBytes = 0;
  for (const node of branch) {
    const length = before + minBytes;
    const isBehindEnough = length >= ENOUGH_BYTES && length < RARE_BYTES;
    if (length >= bytes || (isBehindEnough && isWideRepeat(node))) {
      kept.push(CUT);
      break;
    }
    const prefix = prefixOfNode(node, bytes, before + minBytes);
    kept.push(prefix.kept);
    minBytes += prefix.minBytes;
  }
  return { kept, minBytes };
}

function prefixOfNode(node: RegexNode, bytes: number, before: number): Prefix<RegexNode> {
  switch (node.kind) {
    case 'byte':
    case 'set':
      return { kept: node, minBytes: 1 };
    case 'group':
    case 'atomic': {
      const { kept, minBytes } = prefixOfBody(node.body, bytes, before);
      return { kept: { kind: 'group', body: kept, capture: undefined }, minBytes };
    }
    case 'repeat': {
      const { kept, minBytes } = prefixOfNode(node.body, bytes, before);
      const copies = copiesOf(node.body, node.min);
      return { kept: { ...node, body: kept }, minBytes: copies === 0 ? 0 : minBytes * copies };
    }
    case 'assert':
    case 'look':
    case 'backreference':
      return { kept: node, minBytes: 0 };
  }
}

function isWideRepeat(node: RegexNode): boolean {
  return (
    node.kind === 'repeat' &&
    node.max > FEW_ROUNDS &&
    node.body.kind === 'set' &&
    hasManyLetters(bytesOf(node.body))
  );
}

/** A repeat of such a set is alive in most words. */
export function hasManyLetters(bytes: Uint8Array): boolean {
  return bytes.subarray(0x61, 0x7b).reduce((sum, one) => sum + one, 0) >= MANY_LETTERS;
}
