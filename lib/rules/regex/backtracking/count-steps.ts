/**
 * Counts the steps that a backtracking matcher takes for one attempt at the beginning of a text: a measure of time that
 * does not depend on the machine. Captures, atomic groups, lookarounds and backreferences count as V8 has them.
 */
import type { Alternatives, RegexNode, RepeatNode } from '../ast.ts';
import { flagsOf } from './bytes-of.ts';
import { isSingleByte } from '../node-bytes.ts';
import type { SingleByteNode } from '../node-bytes.ts';

export interface StepCount {
  /** too long: the limit of steps was reached. unknown: it is nested too deeply, or lookbehinds took too much. */
  readonly outcome: 'match' | 'no match' | 'too long' | 'unknown';
  /** As far as it was counted. */
  readonly steps: number;
  /** What the counting took itself, in steps. */
  readonly work: number;
}

/** Deeper calls would be too much for the stack. */
const MAX_DEPTH = 800;
/** What is further back is not seen; Perl allows 255, and rules have a few. */
const MAX_LOOKBEHIND_BYTES = 32;
/** How much longer than the steps say lookbehinds may take. */
const MAX_WORK_RATIO = 4;

export function countSteps(body: Alternatives, text: string, maxSteps: number): StepCount {
  const counter = new Counter(text, maxSteps);
  const matched = counter.alternatives(body, 0, () => true);
  const { steps, work, gaveUp, exceeded } = counter;
  const outcome = gaveUp ? 'unknown' : exceeded ? 'too long' : matched ? 'match' : 'no match';
  return { outcome, steps, work };
}

/** What follows: true when the rest matches from there. */
type Rest = (at: number) => boolean;
type Captured = readonly [number, number];

class Counter {
  steps = 0;
  /** Steps, and those in lookbehinds. */
  work = 0;
  gaveUp = false;
  exceeded = false;
  readonly #text: string;
  readonly #maxSteps: number;
  readonly #captures = new Map<number, Captured>();
  #depth = 0;

  constructor(text: string, maxSteps: number) {
    this.#text = text;
    this.#maxSteps = maxSteps;
  }

  get #stopped(): boolean {
    return this.gaveUp || this.exceeded;
  }

  /** True also when it was stopped, so that nothing else is tried. */
  alternatives(body: Alternatives, at: number, rest: Rest): boolean {
    return body.some(branch => this.#sequence(branch, 0, at, rest));
  }

  #step(): boolean {
    this.steps += 1;
    this.work += 1;
    if (this.steps > this.#maxSteps) this.exceeded = true;
    if (this.work > MAX_WORK_RATIO * this.#maxSteps) this.gaveUp = true;
    return this.#stopped;
  }

  #sequence(nodes: readonly RegexNode[], from: number, start: number, rest: Rest): boolean {
    let at = start;
    for (let index = from; index < nodes.length; index += 1) {
      const node = nodes[index];
      if (node === undefined || this.#step()) return true;
      if (isSingleByte(node)) {
        if (!this.#reads(node, at)) return false;
        at += 1;
        continue;
      }
      return this.#deeper(() => this.#node(node, at, end => this.#sequence(nodes, index + 1, end, rest)));
    }
    return rest(at);
  }

  #deeper(what: () => boolean): boolean {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.gaveUp = true;
    const result = this.#stopped || what();
    this.#depth -= 1;
    return result;
  }

  #reads(node: SingleByteNode, at: number): boolean {
    return at < this.#text.length && flagsOf(node)[this.#text.charCodeAt(at)] === 1;
  }

  #node(node: RegexNode, at: number, rest: Rest): boolean {
    switch (node.kind) {
      case 'byte':
      case 'set':
        return this.#reads(node, at) && rest(at + 1);
      case 'assert':
        return holds(node.source, this.#text, at) && rest(at);
      case 'look':
        return this.#look(node, at, rest);
      case 'atomic':
        return this.#atomic(whole => this.alternatives(node.body, at, whole), rest);
      case 'group':
        return this.#group(node, at, rest);
      case 'backreference':
        return this.#backreference(node, at, rest);
      case 'repeat':
        return node.mode === 'possessive'
          ? this.#atomic(whole => this.#repeat(node, at, whole), rest)
          : this.#repeat(node, at, rest);
    }
  }

  #look(node: RegexNode & { readonly kind: 'look' }, at: number, rest: Rest): boolean {
    const { steps } = this;
    const widest = node.ahead ? 0 : Math.min(at, MAX_LOOKBEHIND_BYTES);
    const starts = Array.from({ length: widest + 1 }, (_, distance) => at - distance);
    const found = starts.some(start => this.alternatives(node.body, start, end => node.ahead || end === at));
    // V8 reads lookbehinds from right to left, in a time that has a bound.
    if (!node.ahead) this.steps = steps + 1;
    return this.#stopped || (found !== node.negated && rest(at));
  }

  /** The first way to match it is the only one. */
  #atomic(match: (rest: Rest) => boolean, rest: Rest): boolean {
    let end = -1;
    const matched = match(at => {
      end = at;
      return true;
    });
    return this.#stopped || (matched && rest(end));
  }

  #group(node: RegexNode & { readonly kind: 'group' }, at: number, rest: Rest): boolean {
    const { capture } = node;
    if (capture === undefined) return this.alternatives(node.body, at, rest);
    return this.alternatives(node.body, at, end => {
      const before = this.#captures.get(capture);
      this.#captures.set(capture, [at, end]);
      if (rest(end)) return true;
      if (before === undefined) this.#captures.delete(capture);
      else this.#captures.set(capture, before);
      return false;
    });
  }

  #backreference(node: RegexNode & { readonly kind: 'backreference' }, at: number, rest: Rest): boolean {
    const captured = this.#captures.get(node.group);
    if (captured === undefined) return false;
    const same = (text: string): string => (node.ignoreCase ? text.toLowerCase() : text);
    const wanted = this.#text.slice(...captured);
    return same(this.#text.slice(at, at + wanted.length)) === same(wanted) && rest(at + wanted.length);
  }

  #repeat(node: RepeatNode, at: number, rest: Rest): boolean {
    const { body } = node;
    if (isSingleByte(body)) return this.#repeatByte(node, body, at, rest);
    return this.#round(node, 0, at, rest);
  }

  #repeatByte({ min, max, mode }: RepeatNode, body: SingleByteNode, at: number, rest: Rest): boolean {
    let count = 0;
    const more = (): boolean => count < max && this.#reads(body, at + count);
    while (count < min || mode !== 'lazy') {
      if (this.#step()) return true;
      if (!more()) break;
      count += 1;
    }
    if (count < min) return false;
    for (;;) {
      if (this.#step() || rest(at + count)) return true;
      if (mode === 'lazy' ? !more() : count === min) return false;
      count += mode === 'lazy' ? 1 : -1;
    }
  }

  #round(node: RepeatNode, count: number, at: number, rest: Rest): boolean {
    if (this.#step()) return true;
    const again = (): boolean =>
      count < node.max &&
      this.#deeper(() =>
        this.#node(
          node.body,
          at,
          end => (end > at || count < node.min) && this.#round(node, count + 1, end, rest),
        ),
      );
    if (count < node.min) return again();
    return node.mode === 'lazy' ? rest(at) || again() : again() || rest(at);
  }
}

const tests = new Map<string, RegExp>();

/** Zero-width tests are V8 source. */
function holds(source: string, text: string, at: number): boolean {
  const test = tests.get(source) ?? new RegExp(source, 'y');
  tests.set(source, test);
  test.lastIndex = at;
  return test.test(text);
}
