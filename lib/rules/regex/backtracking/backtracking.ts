/**
 * Whether a regex may need exponential time, or the third power of the length of the text or more, for an attempt at one
 * place. Suspects are found in an automaton (suspects.ts) and count only if a text made for them takes that many steps
 * on the true regex: that proves that the match can fail behind the loops, and that bounds of repeats are wide enough.
 * The work has a bound, and what is too large to be looked at counts as harmless.
 */
import type { RegexTree, RepeatNode } from '../ast.ts';
import { automatonOf } from './automaton.ts';
import type { Automaton } from './automaton.ts';
import { cyclicComponents } from './components.ts';
import { countSteps } from './count-steps.ts';
import { Graph } from './graph.ts';
import { exponentialSuspects, polynomialSuspects } from './suspects.ts';
import type { Suspect } from './suspects.ts';

export interface BacktrackingRisk {
  readonly growth: 'exponential' | 'cubic';
  /** The part of the regex that backtracks: offsets in its source. */
  readonly start: number;
  readonly end: number;
  /** A text that takes long, the longer the more often its parts are repeated. */
  readonly attack: (repetitions: number) => string;
}

const MAX_MOVES = 1_000_000;
/** Steps for all texts that are tried on one regex. */
const MAX_STEPS = 5_000_000;
/** Some ten milliseconds or more of V8's time: much for a text of 32 pumps, or of 160 bytes. */
const SLOW_STEPS = 1_000_000;
const EXPONENTIAL_PUMPS = 32;
/** Where so many are too many for the counter's stack. */
const FEWER_PUMPS = 20;
/** Bytes of all pumps for the first measurement of a polynomial; the second has twice as many. */
const POLYNOMIAL_BYTES = 80;
/** Less for the first measurement cannot become too much. */
const MIN_FIRST_STEPS = 5000;
/** Between the second power and the third. */
const MIN_EXPONENT = 2.6;
/** A polynomial counts when a text of this many bytes would take some seconds of V8's time. */
const LONG_TEXT_BYTES = 2048;
const TOO_MANY_STEPS = 100_000_000;
const MAX_SUFFIXES = 24;

export function findBacktrackingRisk(tree: RegexTree): BacktrackingRisk | undefined {
  const automaton = automatonOf(tree.body);
  if (automaton === undefined) return undefined;
  const components = cyclicComponents(automaton.next).toReversed();
  if (components.length === 0) return undefined;
  const graph = new Graph(automaton, { moves: MAX_MOVES });
  const trial = new Trial(tree, graph);
  for (const component of [...components, ...innerComponents(automaton)]) {
    for (const suspect of exponentialSuspects(graph, component)) {
      const attack = trial.exponential(suspect);
      if (attack !== undefined) return { growth: 'exponential', ...placeOfLoop(graph, suspect), attack };
    }
  }
  const endless = components.filter(component =>
    component.some(state => automaton.repeats[state]?.some(({ max }) => max === Infinity)),
  );
  for (const suspect of polynomialSuspects(graph, endless)) {
    const attack = trial.cubic(suspect);
    if (attack !== undefined) return { growth: 'cubic', ...placeOfRun(graph, suspect), attack };
  }
  return undefined;
}

/** What each repeat makes by itself, without those around it: shorter texts, and some that those do not need. */
function* innerComponents({ next, repeats }: Automaton): Generator<readonly number[]> {
  const states = Map.groupBy(
    repeats.flatMap((around, state) => around.slice(1).map(repeat => ({ repeat, state }))),
    ({ repeat }) => repeat,
  );
  for (const inside of states.values())
    yield* cyclicComponents(next, new Set(inside.map(({ state }) => state)));
}

/** Endings that may make a match fail: nothing, a byte of each kind, and what is no last line. */
function suffixes(graph: Graph): readonly string[] {
  const kinds = graph.kindsOfBytes().slice(0, MAX_SUFFIXES);
  return ['', ...kinds, '\n\n', `\n${kinds[0] ?? ''}`];
}

type Attack = (repetitions: number) => string;

/** Tries texts on the true regex. */
class Trial {
  readonly #tree: RegexTree;
  readonly #graph: Graph;
  #suffixes: readonly string[] | undefined;
  #stepsLeft = MAX_STEPS;

  constructor(tree: RegexTree, graph: Graph) {
    this.#tree = tree;
    this.#graph = graph;
  }

  exponential(suspect: Suspect): Attack | undefined {
    return this.#attacks(suspect).find(attack => {
      const steps = this.#steps(attack(EXPONENTIAL_PUMPS)) ?? this.#steps(attack(FEWER_PUMPS)) ?? 0;
      return steps > SLOW_STEPS;
    });
  }

  cubic(suspect: Suspect): Attack | undefined {
    const pumpBytes = suspect.pumps.reduce((sum, { text }) => sum + text.length, 0);
    const pumps = Math.ceil(POLYNOMIAL_BYTES / pumpBytes);
    return this.#attacks(suspect).find(attack => {
      const few = this.#steps(attack(pumps)) ?? 0;
      if (few < MIN_FIRST_STEPS) return false;
      const many = this.#steps(attack(2 * pumps)) ?? 0;
      const exponent = Math.log2(many / few);
      const inLongText = many * (LONG_TEXT_BYTES / (2 * POLYNOMIAL_BYTES)) ** exponent;
      return many > SLOW_STEPS || (exponent > MIN_EXPONENT && inLongText > TOO_MANY_STEPS);
    });
  }

  #attacks({ prefix, pumps }: Suspect): readonly Attack[] {
    this.#suffixes ??= suffixes(this.#graph);
    return this.#suffixes.map(
      suffix => repetitions =>
        prefix + pumps.map(({ text, link }) => text.repeat(repetitions) + link).join('') + suffix,
    );
  }

  /** undefined: it cannot be told. A match is no trouble. */
  #steps(text: string): number | undefined {
    const limit = Math.min(SLOW_STEPS + 1, this.#stepsLeft);
    const { outcome, steps, work } = countSteps(this.#tree.body, text, limit);
    this.#stepsLeft = Math.max(0, this.#stepsLeft - work);
    switch (outcome) {
      case 'match':
        return 0;
      case 'unknown':
        return undefined;
      case 'no match':
      case 'too long':
        return steps;
    }
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The smallest repeat that backtracks exponentially by itself. */
function placeOfLoop(graph: Graph, { states }: Suspect): Span {
  const around = commonRepeats(graph, states);
  const guilty = around.findLast(repeat => {
    const automaton = automatonOf([[repeat]]);
    if (automaton === undefined) return false;
    const alone = new Graph(automaton, { moves: MAX_MOVES / 10 });
    return cyclicComponents(automaton.next).some(
      component => exponentialSuspects(alone, component).next().done !== true,
    );
  });
  return spanOf(guilty ?? around[0]);
}

/** From the first loop to the last, or the repeat around them if all are the same. */
function placeOfRun(graph: Graph, { states }: Suspect): Span {
  const loops = states.flatMap(
    state => graph.automaton.repeats[state]?.findLast(({ max }) => max === Infinity) ?? [],
  );
  if (new Set(loops).size === 1) return spanOf(commonRepeats(graph, states)[0]);
  return {
    start: Math.min(...loops.map(({ start }) => start)),
    end: Math.max(...loops.map(({ end }) => end)),
  };
}

function commonRepeats({ automaton }: Graph, states: readonly number[]): readonly RepeatNode[] {
  const [first = [], ...others] = states.map(state => automaton.repeats[state] ?? []);
  return first.filter(repeat => others.every(other => other.includes(repeat)));
}

function spanOf(repeat: RepeatNode | undefined): Span {
  return { start: repeat?.start ?? 0, end: repeat?.end ?? 0 };
}
