/** The words of a negative look ahead such as (?!over[-\s]?stock): what must not stand there. For prefix-automaton.ts. */
import type { Alternatives, RegexNode } from '../regex/ast.ts';
import { bytesOf, isSingleByte } from '../regex/node-bytes.ts';

/** By place, the bytes that may stand there. */
export type Word = readonly Uint8Array[];

const MAX_WORDS = 8;
const MAX_BYTES = 32;

/** Those that can be told; a branch that is anything but a word is left out. */
export function excludedWords(body: Alternatives): readonly Word[] {
  return body.flatMap(branch => wordsOf(branch) ?? []);
}

function wordsOf(branch: readonly RegexNode[]): readonly Word[] | undefined {
  let words: readonly Word[] = [[]];
  for (const node of branch) {
    const single = isSingleByte(node) ? node : optionalByte(node);
    if (single === undefined) return undefined;
    const longer = words.map(word => [...word, bytesOf(single)]);
    words = single === node ? longer : [...words, ...longer];
    if (words.length > MAX_WORDS) return undefined;
  }
  return words.every(({ length }) => length > 0 && length <= MAX_BYTES) ? words : undefined;
}

function optionalByte(node: RegexNode) {
  const isOptional = node.kind === 'repeat' && node.min === 0 && node.max === 1;
  return isOptional && isSingleByte(node.body) ? node.body : undefined;
}
