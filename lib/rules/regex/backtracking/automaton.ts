/**
 * A regex as an automaton without empty moves: one state for each place in the regex that reads a byte (Glushkov). A move
 * knows in how many ways a backtracking matcher can make it, since `(a+)+` has two ways from its `a` to its `a`. As V8
 * has it, an optional round that reads nothing does not count.
 *
 * Counted repeats are written out as often as they must match; what they may match beyond a few times is a loop. A
 * lookahead is a branch that leads nowhere; zero-width tests, lookbehinds and backreferences are passed by. So this finds
 * suspects only: count-steps.ts tries them on the true regex.
 */
import type { Alternatives, RegexNode, RepeatNode } from '../ast.ts';
import { bitsOf } from './bytes-of.ts';

export interface Automaton {
  /** By state: the bytes it reads, bit N for byte N. */
  readonly labels: readonly bigint[];
  /** By state: the repeats around it, from the outside in. */
  readonly repeats: readonly (readonly RepeatNode[])[];
  /** Where a match begins. */
  readonly starts: readonly number[];
  /** By state: the states that can come next, and the number of ways, 2 meaning several. */
  readonly next: readonly ReadonlyMap<number, number>[];
}

const MAX_STATES = 2000;
const MAX_MOVES = 40_000;
/** What may match more often than it must by this is a loop. */
const MAX_OPTIONAL_COPIES = 5;
/** States that the copies of one repeat may take. */
const MAX_COPIED_STATES = 400;

/** undefined: too large to look at. */
export function automatonOf(body: Alternatives): Automaton | undefined {
  const builder = new Builder();
  const whole = builder.alternatives(body, []);
  if (builder.tooLarge) return undefined;
  return {
    labels: builder.labels,
    repeats: builder.repeats,
    starts: [...whole.first.keys()],
    next: builder.next,
  };
}

/** States with the number of ways to get there. */
type Ways = ReadonlyMap<number, number>;

interface Part {
  /** In how many ways it can read nothing. */
  readonly empty: number;
  readonly first: Ways;
  readonly last: Ways;
}

const NOTHING: Ways = new Map();
const EMPTY: Part = { empty: 1, first: NOTHING, last: NOTHING };
const IMPOSSIBLE: Part = { empty: 0, first: NOTHING, last: NOTHING };

class Builder {
  readonly labels: bigint[] = [];
  readonly repeats: (readonly RepeatNode[])[] = [];
  readonly next: Map<number, number>[] = [];
  tooLarge = false;
  #moves = 0;

  alternatives(body: Alternatives, around: readonly RepeatNode[]): Part {
    return body
      .map(branch => this.#sequence(branch, around))
      .reduce(
        (a, b) => ({
          empty: capped(a.empty + b.empty),
          first: sum(a.first, b.first, 1),
          last: sum(a.last, b.last, 1),
        }),
        IMPOSSIBLE,
      );
  }

  #sequence(nodes: readonly RegexNode[], around: readonly RepeatNode[]): Part {
    let part = EMPTY;
    for (const node of nodes) part = this.#joined(part, this.#node(node, around));
    return part;
  }

  #joined(a: Part, b: Part): Part {
    this.#connect(a.last, b.first);
    return {
      empty: capped(a.empty * b.empty),
      first: sum(a.first, b.first, a.empty),
      last: sum(b.last, a.last, b.empty),
    };
  }

  #connect(from: Ways, to: Ways): void {
    this.#moves += from.size * to.size;
    if (this.#moves > MAX_MOVES) this.tooLarge = true;
    if (this.tooLarge) return;
    for (const [state, before] of from) {
      const moves = this.next[state];
      for (const [target, after] of to) moves?.set(target, capped((moves.get(target) ?? 0) + before * after));
    }
  }

  #node(node: RegexNode, around: readonly RepeatNode[]): Part {
    if (this.tooLarge) return EMPTY;
    switch (node.kind) {
      case 'byte':
      case 'set':
        return this.#state(bitsOf(node), around);
      case 'assert':
      case 'backreference':
        return EMPTY;
      case 'look':
        if (!node.ahead) return EMPTY;
        return { empty: 1, first: this.alternatives(node.body, around).first, last: NOTHING };
      case 'group':
      case 'atomic':
        return this.alternatives(node.body, around);
      case 'repeat':
        return this.#repeat(node, around);
    }
  }

  #state(label: bigint, around: readonly RepeatNode[]): Part {
    if (label === 0n) return IMPOSSIBLE;
    const state = this.labels.push(label) - 1;
    this.repeats.push(around);
    this.next.push(new Map());
    if (state >= MAX_STATES) this.tooLarge = true;
    const here = new Map([[state, 1]]);
    return { empty: 0, first: here, last: here };
  }

  #repeat(node: RepeatNode, around: readonly RepeatNode[]): Part {
    const { body, min, max } = node;
    if (max === 0) return EMPTY;
    const inside = [...around, node];
    const before = this.labels.length;
    const first = this.#node(body, inside);
    const size = this.labels.length - before;
    const needed = size * min > MAX_COPIED_STATES ? 1 : Math.max(1, min);
    let part = first;
    let last = first;
    for (let count = 1; count < needed; count += 1) {
      last = this.#node(body, inside);
      part = this.#joined(part, last);
    }
    const optional = max - Math.max(1, min);
    if (optional > MAX_OPTIONAL_COPIES || needed < min) this.#connect(last.last, last.first);
    else part = this.#joined(part, this.#optionalCopies(body, optional, inside));
    return min === 0 ? { ...part, empty: 1 } : part;
  }

  #optionalCopies(body: RegexNode, count: number, around: readonly RepeatNode[]): Part {
    let part = EMPTY;
    for (let copy = 0; copy < count; copy += 1)
      part = { ...this.#joined(this.#node(body, around), part), empty: 1 };
    return part;
  }
}

/** a, and b as often as `times` says. */
function sum(a: Ways, b: Ways, times: number): Ways {
  if (times === 0 || b.size === 0) return a;
  if (a.size === 0 && times === 1) return b;
  const result = new Map(a);
  for (const [state, ways] of b) result.set(state, capped((result.get(state) ?? 0) + ways * times));
  return result;
}

function capped(ways: number): number {
  return Math.min(ways, 2);
}
