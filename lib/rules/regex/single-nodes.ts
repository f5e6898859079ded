/** Tree nodes of what stands for one byte or for a place: characters, `.`, `$`, `\b \Z \w \N \R` and the like. */
import { TEXT_BEGIN } from './ast.ts';
import type { RegexNode } from './ast.ts';
import { ESCAPE_SETS, addSet, emptySet } from './byte-sets.ts';
import type { Flags } from './flags.ts';

/** In front of a newline at the end, or at the end. */
export const END = String.raw`(?=\n?$)`;

export function byte(code: number, flags: Flags): RegexNode {
  // No byte is above FF: such a character never matches, which is what Perl does with it, too.
  if (code > 0xff) return { kind: 'set', members: { negated: false, bytes: emptySet() }, ignoreCase: false };
  return { kind: 'byte', code, ignoreCase: flags.i };
}

export function dot(all: boolean): RegexNode {
  const bytes = emptySet();
  if (!all) bytes[0x0a] = 1;
  return { kind: 'set', members: { negated: true, bytes }, ignoreCase: false };
}

export function simpleEscape(letter: string): RegexNode | undefined {
  switch (letter) {
    case 'b':
    case 'B':
      return { kind: 'assert', source: `\\${letter}` };
    case 'A':
      return { kind: 'assert', source: TEXT_BEGIN };
    case 'z':
      return { kind: 'assert', source: '$' };
    case 'Z':
      return { kind: 'assert', source: END };
    case 'N':
      return dot(false);
    case 'R':
      return { kind: 'atomic', body: [newlineBranch([0x0d, 0x0a]), [escapeSet('v', false)]] };
    default: {
      const lower = letter.toLowerCase();
      return ESCAPE_SETS.has(lower) ? escapeSet(lower, letter !== lower) : undefined;
    }
  }
}

function newlineBranch(codes: readonly number[]): RegexNode[] {
  return codes.map(code => ({ kind: 'byte', code, ignoreCase: false }));
}

function escapeSet(lower: string, negated: boolean): RegexNode {
  const bytes = emptySet();
  addSet(bytes, ESCAPE_SETS.get(lower) ?? bytes);
  return { kind: 'set', members: { negated, bytes }, ignoreCase: false };
}
