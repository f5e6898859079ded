/**
 * A nondeterministic automaton over bytes that accepts whatever a regex can begin to match with, and a little more: tests that look
 * around or at borders are taken for true, counted repeats for uncounted ones, a group of many short alternatives (as
 * replace_tags makes them of one letter) for a first byte and some more, and what stands behind the first bytes is left out.
 * For regexes that need no literal; lazy-dfa.ts runs many of them at once.
 */
import type { Alternatives, ByteSet, RegexNode, RegexTree } from '../regex/ast.ts';

/** Where an automaton goes: to a state, or ACCEPT. */
export const ACCEPT = -1;

export interface ByteState {
  /** 256 entries, 1 for the bytes by which it is entered. */
  readonly bytes: Uint8Array;
  /** What comes next; filled in while loops are built. */
  readonly next: number[];
}

export interface Automaton {
  readonly states: readonly ByteState[];
  readonly starts: readonly number[];
}

/** So many bytes, at least, stand in what is kept of the beginning; less of it, where that is too large. */
const PREFIX_BYTES = [24, 16, 10, 6];
const MAX_STATES = 5000;
/** A loop over so many letters is alive in most words, and with others like it makes too many sets of states. */
const MANY_LETTERS = 10;
const MAX_BYTE_COPIES = 8;
const MAX_COPIES = 2;
const FEW_ROUNDS = 4;
/** Behind so many bytes a loop of any letters is left out. */
const ENOUGH_BYTES = 4;
const SHORT_BYTES = 10;
const MANY_BRANCHES = 4;

/** undefined: too large, or so unspecific that it is not worth asking. */
export function prefixAutomaton({ body }: RegexTree): Automaton | undefined {
  for (const bytes of PREFIX_BYTES) {
    const { states, starts } = build(prefixOf(body, bytes).kept);
    if (states.length <= MAX_STATES)
      return starts.includes(ACCEPT) || states.some(isWideLoop) ? undefined : { states, starts };
  }
  return undefined;
}

function build(body: Alternatives): Automaton {
  const builder = new Builder();
  const starts = builder.alternatives(body, [ACCEPT]);
  return { states: builder.states, starts };
}

function isWideLoop({ bytes, next }: ByteState, state: number): boolean {
  return next.includes(state) && hasManyLetters(bytes);
}

/** From right to left: each part is given what comes behind it and gives where it begins. */
class Builder {
  readonly states: ByteState[] = [];
  #lastMark = ACCEPT;

  alternatives(body: Alternatives, next: readonly number[]): number[] {
    if (this.states.length > MAX_STATES) return [];
    const ways = body.length > MANY_BRANCHES ? shortWays(body) : undefined;
    if (ways !== undefined) return ways.map(way => this.#short(way, next));
    return [...new Set(body.flatMap(branch => this.#sequence(branch, next)))];
  }

  #sequence(nodes: readonly RegexNode[], next: readonly number[]): readonly number[] {
    return nodes.reduceRight<readonly number[]>((behind, node) => this.#node(node, behind), next);
  }

  #node(node: RegexNode, next: readonly number[]): readonly number[] {
    switch (node.kind) {
      case 'byte':
        return [this.#state(byteOf(node), next)];
      case 'set':
        return [this.#state(foldedSet(node.members, node.ignoreCase), next)];
      case 'assert':
        return node === CUT ? [ACCEPT] : next;
      case 'look':
        return next;
      case 'group':
      case 'atomic':
        return this.alternatives(node.body, next);
      case 'backreference':
        return this.#loop(ANY, next, 0);
      case 'repeat':
        return this.#repeat(node, next);
    }
  }

  #repeat({ body, min, max }: RegexNode & { kind: 'repeat' }, next: readonly number[]): readonly number[] {
    if (max === 0) return next;
    if (max === 1) return min === 1 ? this.#node(body, next) : [...next, ...this.#node(body, next)];
    const copies = copiesOf(body, min);
    const isExact = max === copies;
    let behind = isExact ? next : this.#loop(body, next, copies === 0 ? 0 : 1);
    for (let copy = isExact ? 0 : 1; copy < copies; copy += 1) behind = this.#node(body, behind);
    return behind;
  }

  /**
   * Any number of rounds, from `min` (0 or 1) on. While a round is made, a mark stands for where the next one begins: what
   * stands at the end of a round is copied to wherever the end may be skipped to.
   */
  #loop(round: RegexNode, next: readonly number[], min: 0 | 1): readonly number[] {
    this.#lastMark -= 1;
    const mark = this.#lastMark;
    const firstState = this.states.length;
    const entries = this.#node(round, [...next, mark]).filter(one => one !== mark);
    for (let state = firstState; state < this.states.length; state += 1) {
      const behind = this.states[state]?.next ?? [];
      for (let at = behind.indexOf(mark); at >= 0; at = behind.indexOf(mark))
        behind.splice(at, 1, ...entries.filter(entry => !behind.includes(entry)));
    }
    return min === 0 ? [...next, ...entries] : entries;
  }

  #short({ first, rest }: ShortBytes, next: readonly number[]): number {
    const behind = [...next];
    const entry = this.#state(first, behind);
    if (rest.includes(1)) behind.push(this.#state(rest, behind));
    return entry;
  }

  /** `next` is kept by reference: loops change it. */
  #state(bytes: Uint8Array, next: readonly number[]): number {
    this.states.push({ bytes, next: next as number[] });
    return this.states.length - 1;
  }
}

const ANY: RegexNode = {
  kind: 'set',
  members: { negated: true, bytes: new Uint8Array(256) },
  ignoreCase: false,
};

/** How often a repeat that must be there is written out; what comes on top is a loop. */
function copiesOf(body: RegexNode, min: number): number {
  return Math.min(min, body.kind === 'byte' || body.kind === 'set' ? MAX_BYTE_COPIES : MAX_COPIES);
}

/** What one alternative is made of: the bytes that it begins with, and all that follow. */
interface ShortBytes {
  readonly first: Uint8Array;
  readonly rest: Uint8Array;
}

/**
 * For alternatives that are a few bytes each, three ways at most that stand for all of them: single bytes, what begins with a byte
 * above 127, such as letters in UTF-8, and others, such as HTML's entities. undefined: some are not a few bytes.
 */
function shortWays(body: Alternatives): readonly ShortBytes[] | undefined {
  const ways: ShortBytes[] = [];
  for (const branch of body) {
    const way = shortBytes([branch]);
    if (way === undefined) return undefined;
    ways.push(way);
  }
  const isSingle = ({ rest }: ShortBytes): boolean => !rest.includes(1);
  const isHigh = ({ first }: ShortBytes): boolean => first.indexOf(1) >= 0x80;
  return [
    ways.filter(isSingle),
    ways.filter(way => !isSingle(way) && isHigh(way)),
    ways.filter(way => !isSingle(way) && !isHigh(way)),
  ]
    .filter(some => some.length > 0)
    .map(some => ({ first: either(some.map(way => way.first)), rest: either(some.map(way => way.rest)) }));
}

function either(sets: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => Number(sets.some(set => set[code] === 1)));
}

function shortBytes(body: Alternatives): ShortBytes | undefined {
  const first = new Uint8Array(256);
  const rest = new Uint8Array(256);
  return collect(body, 0) === undefined ? undefined : { first, rest };

  /** The longest; undefined when there is anything but bytes, or too many, or none. */
  function collect(alternatives: Alternatives, depth: number): number | undefined {
    let longest = 0;
    for (const branch of alternatives) {
      let length = 0;
      for (const node of branch) {
        const more = addNode(node, depth + length);
        if (more === undefined) return undefined;
        length += more;
      }
      if (length === 0 || depth + length > SHORT_BYTES) return undefined;
      longest = Math.max(longest, length);
    }
    return longest;
  }

  function addNode(node: RegexNode, depth: number): number | undefined {
    if (node.kind === 'group') return collect(node.body, depth);
    if (node.kind !== 'byte' && node.kind !== 'set') return undefined;
    const bytes = node.kind === 'byte' ? byteOf(node) : foldedSet(node.members, node.ignoreCase);
    const into = depth === 0 ? first : rest;
    for (let code = 0; code < 256; code += 1) if (bytes[code] === 1) into[code] = 1;
    return 1;
  }
}

function byteOf({ code, ignoreCase }: RegexNode & { kind: 'byte' }): Uint8Array {
  const bytes = new Uint8Array(256);
  bytes[code] = 1;
  return ignoreCase ? withBothCases(bytes) : bytes;
}

function foldedSet({ negated, bytes }: ByteSet, ignoreCase: boolean): Uint8Array {
  // A negated set leaves out both cases of its members; a byte more does no harm.
  const listed = ignoreCase ? withBothCases(bytes) : bytes;
  return negated ? bytes.map(one => 1 - one) : listed;
}

function withBothCases(bytes: Uint8Array): Uint8Array {
  const both = Uint8Array.from(bytes);
  for (let upper = 0x41; upper <= 0x5a; upper += 1) {
    const either = (bytes[upper] ?? 0) | (bytes[upper + 32] ?? 0);
    both[upper] = either;
    both[upper + 32] = either;
  }
  return both;
}

/** Stands where the rest is left out: whoever comes here is accepted. */
const CUT: RegexNode = { kind: 'assert', source: '' };

interface Prefix<T> {
  readonly kept: T;
  /** At least so many bytes are in it. */
  readonly minBytes: number;
}

/** The beginning of a regex, as much as holds so many bytes in any way of reading it. `before`: bytes that stand before it. */
function prefixOf(body: Alternatives, bytes: number, before = 0): Prefix<Alternatives> {
  const branches = body.map(branch => prefixOfBranch(branch, bytes, before));
  return {
    kept: branches.map(({ kept }) => kept),
    minBytes: Math.min(...branches.map(({ minBytes }) => minBytes)),
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
    const isEnough = before + minBytes >= bytes;
    if (isEnough || (before + minBytes >= ENOUGH_BYTES && isWideRepeat(node))) {
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
      const { kept, minBytes } = prefixOf(node.body, bytes, before);
      return { kept: { kind: 'group', body: kept, capture: undefined }, minBytes };
    }
    case 'repeat': {
      const { kept, minBytes } = prefixOfNode(node.body, bytes, before);
      return { kept: { ...node, body: kept }, minBytes: minBytes * copiesOf(node.body, node.min) };
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
    hasManyLetters(foldedSet(node.body.members, node.body.ignoreCase))
  );
}

function hasManyLetters(bytes: Uint8Array): boolean {
  return bytes.subarray(0x61, 0x7b).reduce((sum, one) => sum + one, 0) >= MANY_LETTERS;
}
