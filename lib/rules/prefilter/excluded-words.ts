/** The words of a negative look ahead such as (?!over[-\s]?stock): what must not stand there. For prefix-automaton.ts. */
import type { Alternatives, RegexNode } from '../regex/ast.ts';
import { bytesOf, isSingleByte } from '../regex/node-bytes.ts';

/** By place, the bytes that may stand there. */
export type Word = readonly Uint8Array[];

const MAX_WORDS = 8;
const MAX_BYTES = 32;

/** Those that can be told; a branch that is anything but words is left out. */
export function excludedWords(body: Alternatives): readonly Word[] {
  return body.flatMap(branch => wordsOf(branch) ?? []);
}

function wordsOf(branch: readonly RegexNode[]): readonly Word[] | undefined {
  let words: readonly Word[] = [[]];
  for (const node of branch) {
    const parts = partsOf(node);
    if (parts === undefined || words.length * parts.length > MAX_WORDS) return undefined;
    words = words.flatMap(word => parts.map(part => [...word, ...part]));
  }
  return words.every(({ length }) => length > 0 && length <= MAX_BYTES) ? words : undefined;
}

/** All that a node can stand for. */
function partsOf(node: RegexNode): readonly Word[] | undefined {
  if (isSingleByte(node)) return [[bytesOf(node)]];
  if (node.kind === 'group') {
    const words = node.body.map(wordsOf);
    return words.every(one => one !== undefined) ? words.flat() : undefined;
  }
  const single = optionalByte(node);
  return single === undefined ? undefined : [[], [bytesOf(single)]];
}

function optionalByte(node: RegexNode) {
  const isOptional = node.kind === 'repeat' && node.min === 0 && node.max === 1;
  return isOptional && isSingleByte(node.body) ? node.body : undefined;
}
