/**
 * Texts that a regex is likely to match, by a walk through its tree: choices say which branch, how many rounds, which byte. Tests that
 * look around or at borders are passed over, so not every text matches.
 */
import type { Alternatives, RegexNode, RegexTree } from '../../lib/rules/regex/ast.ts';

const MAX_BYTES = 60;

/** The choices are used in turn, again and again. */
export function matchingText({ body }: RegexTree, choices: readonly number[]): string {
  const groups = new Map<number, string>();
  let turn = 0;
  let bytes = 0;
  return alternatives(body);

  function choose(count: number): number {
    const choice = choices[turn % choices.length] ?? 0;
    turn += 1;
    return (choice + turn) % Math.max(1, count);
  }

  function alternatives(branches: Alternatives): string {
    let text = '';
    for (const one of branches[choose(branches.length)] ?? []) text += node(one);
    return text;
  }

  function node(one: RegexNode): string {
    switch (one.kind) {
      case 'byte':
        return byte(one.code, one.ignoreCase);
      case 'set': {
        const codes = [...one.members.bytes.keys()].filter(
          code => (one.members.bytes[code] === 1) !== one.members.negated,
        );
        return byte(codes[choose(codes.length)] ?? 0, one.ignoreCase);
      }
      case 'assert':
        return '';
      case 'look':
        return one.negated || choose(2) === 0 ? '' : alternatives(one.body);
      case 'group': {
        const text = alternatives(one.body);
        if (one.capture !== undefined) groups.set(one.capture, text);
        return text;
      }
      case 'atomic':
        return alternatives(one.body);
      case 'backreference':
        return groups.get(one.group) ?? '';
      case 'repeat': {
        const rounds = one.min + choose(Math.min(one.max - one.min, 3) + 1);
        let text = '';
        for (let round = 0; round < rounds && bytes < MAX_BYTES; round += 1) text += node(one.body);
        return text;
      }
    }
  }

  /** Any case, all of Latin-1. */
  function byte(code: number, ignoreCase: boolean): string {
    bytes += 1;
    const char = String.fromCharCode(code);
    if (!ignoreCase || choose(2) === 0) return char;
    const other = char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase();
    return other.length === 1 && other.charCodeAt(0) <= 0xff ? other : char;
  }
}
