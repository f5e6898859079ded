/**
 * Where in a text a regex can begin to match, as far as that is told without it: V8's interpreter tries place after place, each at the
 * cost of a hundred bytes that a search for a string passes; and a regex that has no place to begin at need not be compiled.
 */
import { LINE_BEGIN, TEXT_BEGIN } from './ast.ts';
import type { RegexNode, RegexTree } from './ast.ts';
import { hasCase } from './byte-sets.ts';

export interface MatchStart {
  readonly at: 'anywhere' | 'line' | 'text';
  /** What stands there, as it is; '' if that is not known, or too short to be looked for. */
  readonly prefix: string;
}

export const ANYWHERE: MatchStart = { at: 'anywhere', prefix: '' };

const MIN_PREFIX_CHARS = 3;

export function matchStartOf({ body }: RegexTree): MatchStart {
  const [first = [], ...others] = body;
  const at = anchorOf(first);
  if (others.some(branch => anchorOf(branch) !== at)) return ANYWHERE;
  const prefix = others.length > 0 ? '' : leadingBytes(first).bytes;
  return { at, prefix: prefix.length >= MIN_PREFIX_CHARS ? prefix : '' };
}

/** The next place, from one on; -1: none. */
export function nextStart(subject: string, from: number, { at, prefix }: MatchStart): number {
  if (at === 'text') return from === 0 && subject.startsWith(prefix) ? 0 : -1;
  if (prefix !== '') return subject.indexOf(prefix, from);
  if (at === 'anywhere' || from === 0) return from <= subject.length ? from : -1;
  // Behind the last line feed begins no line.
  const begin = subject.indexOf('\n', from - 1) + 1;
  return begin > 0 && begin < subject.length ? begin : -1;
}

function anchorOf([first]: readonly RegexNode[]): MatchStart['at'] {
  if (first?.kind !== 'assert') return 'anywhere';
  if (first.source === TEXT_BEGIN) return 'text';
  return first.source === LINE_BEGIN ? 'line' : 'anywhere';
}

/** `isWhole`: nothing comes behind them. */
function leadingBytes(nodes: readonly RegexNode[]): { readonly bytes: string; readonly isWhole: boolean } {
  let bytes = '';
  for (const node of nodes) {
    switch (node.kind) {
      case 'byte':
        if (node.ignoreCase && hasCase(node.code)) return { bytes, isWhole: false };
        bytes += String.fromCharCode(node.code);
        break;
      case 'assert':
      case 'look':
        break;
      case 'group':
      case 'atomic': {
        const [only = [], ...others] = node.body;
        const inner = others.length > 0 ? { bytes: '', isWhole: false } : leadingBytes(only);
        bytes += inner.bytes;
        if (!inner.isWhole) return { bytes, isWhole: false };
        break;
      }
      case 'set':
      case 'backreference':
      case 'repeat':
        return { bytes, isWhole: false };
    }
  }
  return { bytes, isWhole: true };
}
