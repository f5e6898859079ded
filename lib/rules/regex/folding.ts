/**
 * Where a regex takes upper and lower case for the same: which parts can share V8's flag i, and which are written as sets that
 * hold both cases.
 */
import type { Alternatives, ByteSet, RegexNode } from './ast.ts';
import { emptySet, hasCase, otherCase, withBothCases } from './byte-sets.ts';

/** Of letters: all fold, none do, or some; undefined when case does not matter anywhere. */
export type Folding = boolean | 'mixed' | undefined;

export function foldingOf(body: Alternatives): Folding {
  let result: Folding;
  for (const branch of body) {
    for (const node of branch) {
      const one = ofNode(node);
      if (one === undefined) continue;
      if (one === 'mixed' || (result !== undefined && result !== one)) return 'mixed';
      result = one;
    }
  }
  return result;
}

function ofNode(node: RegexNode): Folding {
  switch (node.kind) {
    case 'byte':
      if (foldsIntoSet(node)) return false;
      return hasCase(node.code) ? node.ignoreCase : undefined;
    case 'set':
      return caseOfSet(foldedMembers(node));
    case 'backreference':
      return node.ignoreCase;
    case 'assert':
      return undefined;
    case 'look':
    case 'group':
    case 'atomic':
      return foldingOf(node.body);
    case 'repeat':
      return ofNode(node.body);
  }
}

/** A letter above 7F. */
function foldsIntoSet({ code, ignoreCase }: RegexNode & { kind: 'byte' }): boolean {
  return ignoreCase && code > 0x7f && hasCase(code);
}

/** Both cases of a letter. */
export function pairOf(code: number): ByteSet {
  const bytes = emptySet();
  bytes[code] = 1;
  bytes[otherCase(code)] = 1;
  return { negated: false, bytes };
}

/** With both cases of each letter, if it folds. */
export function foldedMembers({ members, ignoreCase }: RegexNode & { kind: 'set' }): ByteSet {
  if (!ignoreCase) return members;
  return { negated: members.negated, bytes: withBothCases(members.bytes) };
}

/** A set with both cases of its letters may stand anywhere; V8 is spared to look for more letters above 7F. */
function caseOfSet({ bytes }: ByteSet): Folding {
  for (let code = 0x41; code < 0x80; code += 1) if (bytes[code] !== bytes[otherCase(code)]) return false;
  const high = bytes.subarray(0xc0);
  return high.includes(1) && high.includes(0) ? false : undefined;
}
