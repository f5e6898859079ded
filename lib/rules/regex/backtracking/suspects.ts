/**
 * Texts that may take a backtracking matcher very long, by the criteria of Weideman, van der Merwe, Berglund and Watson,
 * "Analyzing matching time behavior of backtracking regular expression matchers by using ambiguity of NFA" (2016):
 * exponential when a text leads from a state back to itself in two ways; polynomial when a text leads from a loop to
 * itself, from there to a later loop, and from that to itself. Two such pairs in a row mean the third power.
 */
import type { Graph } from './graph.ts';
import { findWay } from './search.ts';
import type { Move } from './search.ts';

export interface Suspect {
  /** What leads to the first pump. */
  readonly prefix: string;
  /** Each text repeated, then the link to what follows. */
  readonly pumps: readonly { readonly text: string; readonly link: string }[];
  /** States that the pumps go through. */
  readonly states: readonly number[];
}

const MAX_PER_COMPONENT = 4;
const MAX_LOOP_STATES = 60;
const MAX_PAIRS = 40;
const MAX_CHAINS = 12;

/** Texts that lead from a state to itself in two ways. The component is strongly connected. */
export function* exponentialSuspects(graph: Graph, component: readonly number[]): Generator<Suspect> {
  const inside = new Set(component);
  for (const from of component) {
    for (const [to, ways] of graph.next(from)) {
      if (ways < 2 || !inside.has(to)) continue;
      yield* roundTrip(graph, from, [graph.label(to)], [from, to]);
    }
  }
  const { size } = graph;
  const moves = (place: number): Iterable<Move> =>
    pairMoves(graph, inside, Math.floor(place / size), place % size);
  const isSame = (place: number): boolean => Math.floor(place / size) === place % size;
  const tried = new Set<number>();
  const diagonal = component.map(state => state * size + state);
  while (tried.size < MAX_PER_COMPONENT) {
    const isGoal = (place: number, before: number): boolean =>
      isSame(place) && !isSame(before) && !tried.has(before);
    const way = findWay(diagonal, moves, isGoal, graph.allowance);
    if (way === undefined) return;
    tried.add(way.places.at(-2) ?? 0);
    const states = [way.origin, ...way.places].flatMap(place => [Math.floor(place / size), place % size]);
    yield* roundTrip(graph, way.origin % size, way.bytes, states);
  }
}

/** From a state along a way, whose end is the last of the states, and back to where it began. */
function* roundTrip(
  graph: Graph,
  origin: number,
  way: readonly bigint[],
  states: readonly number[],
): Generator<Suspect> {
  const prefix = graph.textTo(origin);
  const back = graph.textBetween(states.at(-1) ?? origin, origin);
  if (prefix === undefined || back === undefined) return;
  for (const text of new Set([graph.text(way), graph.textOfFewKinds(way)]))
    yield { prefix, pumps: [{ text: text + back, link: '' }], states };
}

/** The order of the two does not matter: the smaller comes first. */
function* pairMoves(graph: Graph, inside: ReadonlySet<number>, one: number, other: number): Generator<Move> {
  for (const a of graph.next(one).keys()) {
    if (!inside.has(a)) continue;
    for (const b of graph.next(other).keys()) {
      if (!inside.has(b)) continue;
      const bytes = graph.label(a) & graph.label(b);
      if (bytes !== 0n) yield { to: Math.min(a, b) * graph.size + Math.max(a, b), bytes };
    }
  }
}

/** A text that leads from p to p, from p to q, and from q to q. */
interface LoopPair {
  readonly p: number;
  readonly q: number;
  readonly text: string;
}

/** Texts for two pairs of loops in a row. The components are strongly connected, earlier ones first. */
export function* polynomialSuspects(
  graph: Graph,
  components: readonly (readonly number[])[],
): Generator<Suspect> {
  const pairs: LoopPair[] = [];
  let chains = 0;
  for (const pair of loopPairs(graph, components)) {
    for (const other of pairs) {
      for (const [a, b] of [
        [other, pair],
        [pair, other],
      ] as const) {
        const link = graph.textBetween(a.q, b.p);
        const prefix = link === undefined ? undefined : graph.textTo(a.p);
        if (link === undefined || prefix === undefined) continue;
        const pumps = [
          { text: a.text, link },
          { text: b.text, link: '' },
        ];
        yield { prefix, pumps, states: [a.p, a.q, b.p, b.q] };
        chains += 1;
        if (chains >= MAX_CHAINS) return;
      }
    }
    pairs.push(pair);
    if (pairs.length >= MAX_PAIRS) return;
  }
}

/** Neighbours first. */
function* loopPairs(graph: Graph, components: readonly (readonly number[])[]): Generator<LoopPair> {
  const loops = components.flatMap(component => component.map(state => ({ state, component })));
  const considered = loops.slice(0, MAX_LOOP_STATES);
  for (let distance = 1; distance < considered.length; distance += 1) {
    for (const [index, first] of considered.entries()) {
      const second = considered[index + distance];
      if (second === undefined || second.component === first.component) continue;
      const pair = loopPair(graph, first, second);
      if (pair !== undefined) yield pair;
    }
  }
}

interface LoopState {
  readonly state: number;
  readonly component: readonly number[];
}

function loopPair(graph: Graph, first: LoopState, second: LoopState): LoopPair | undefined {
  const { size } = graph;
  const [p, q] = [first.state, second.state];
  const place = (x: number, y: number, z: number): number => (x * size + y) * size + z;
  const movesOf = function* (from: number): Generator<Move> {
    for (const z of graph.next(from % size).keys()) {
      if (!second.component.includes(z)) continue;
      for (const x of graph.next(Math.floor(from / size / size)).keys()) {
        if (!first.component.includes(x)) continue;
        const both = graph.label(x) & graph.label(z);
        if (both === 0n) continue;
        for (const y of graph.next(Math.floor(from / size) % size).keys()) {
          const bytes = both & graph.label(y);
          if (bytes !== 0n) yield { to: place(x, y, z), bytes };
        }
      }
    }
  };
  const goal = place(p, q, q);
  const way = findWay([place(p, p, q)], movesOf, to => to === goal, graph.allowance);
  return way === undefined ? undefined : { p, q, text: graph.text(way.bytes) };
}
