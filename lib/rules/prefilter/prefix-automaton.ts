/**
 * A nondeterministic automaton over bytes that accepts whatever a regex can begin to match with, and a little more: tests that look
 * around or at borders are taken for true, save that a match may have to begin where the text or a line
 * does, and that a word may be ruled out, as (?!plain) does in rules for words that are written oddly; counted repeats for uncounted ones, a group of many short alternatives for less
 * than it is (short-ways.ts), and what stands behind the first bytes is left out (regex-prefix.ts). For regexes that need no
 * literal; lazy-dfa.ts runs many of them at once.
 */
import type { Alternatives, RegexNode, RegexTree } from '../regex/ast.ts';
import { LINE_BEGIN, TEXT_BEGIN } from '../regex/ast.ts';
import { bytesOf, isSingleByte } from '../regex/node-bytes.ts';
import { chanceOf } from './rarity.ts';
import { excludedWords } from './excluded-words.ts';
import type { Word } from './excluded-words.ts';
import { CUT, FEW_ROUNDS, RARE_BYTES, copiesOf, hasManyLetters, prefixOf } from './regex-prefix.ts';
import { shortWays } from './short-ways.ts';
import type { ShortWay } from './short-ways.ts';

/** Where an automaton goes: to a state, or ACCEPT. */
export const ACCEPT = -1;

export interface ByteState {
  /** 256 entries, 1 for the bytes by which it is entered. */
  readonly bytes: Uint8Array;
  /** What comes next. */
  readonly next: readonly number[];
}

export interface Automaton {
  readonly states: readonly ByteState[];
  /** Where it begins anywhere in a text, at the beginning of it, and at the beginning of each line. */
  readonly starts: Readonly<Record<Anchor, readonly number[]>>;
}

export type Anchor = 'anywhere' | 'text' | 'line';

/** So many bytes, at least, stand in what is kept of the beginning; less of it, where that is too large. */
const PREFIX_BYTES = [24, 16, 10, 6];
const MAX_STATES = 5000;
const MANY_BRANCHES = 4;

/** undefined: too large, or so unspecific that it is not worth asking. */
export function prefixAutomaton({ body }: RegexTree): Automaton | undefined {
  const trimmed = body.map(branch =>
    anchorOf(branch) === 'anywhere' ? withoutOptionalStart(branch) : branch,
  );
  for (const bytes of PREFIX_BYTES) {
    const builder = new Builder();
    const prefix = prefixOf(trimmed, bytes);
    const starting = (anchor: Anchor): readonly number[] =>
      builder.alternatives(
        prefix.filter(branch => anchorOf(branch) === anchor),
        [ACCEPT],
      );
    const starts = { anywhere: starting('anywhere'), text: starting('text'), line: starting('line') };
    if (builder.isTooLarge) continue;
    const automaton = builder.automaton(starts);
    const isEmpty = Object.values(automaton.starts).some(list => list.includes(ACCEPT));
    return isEmpty || isBusy(automaton) ? undefined : automaton;
  }
  return undefined;
}

/** What need not be there, in front of what may be anywhere, says nothing, and would keep an automaton busy everywhere. */
function withoutOptionalStart(branch: readonly RegexNode[]): readonly RegexNode[] {
  const first = branch.findIndex(node => !isOptional(node));
  return first === -1 ? branch : branch.slice(first);
}

/** False for what rules words out: it speaks of what comes behind it. */
function isOptional(node: RegexNode): boolean {
  switch (node.kind) {
    case 'byte':
    case 'set':
      return false;
    case 'assert':
    case 'backreference':
      return true;
    case 'look':
      return !node.ahead || !node.negated;
    case 'group':
    case 'atomic':
      return node.body.some(branch => branch.every(isOptional));
    case 'repeat':
      return node.min === 0 || isOptional(node.body);
  }
}

/** Where a branch must begin to match, as far as its first test says. */
function anchorOf([first]: readonly RegexNode[]): Anchor {
  if (first?.kind !== 'assert') return 'anywhere';
  if (first.source === TEXT_BEGIN) return 'text';
  return first.source === LINE_BEGIN ? 'line' : 'anywhere';
}

/** Whether a loop of any letters is reached by a few bytes: in most texts it would be entered often, and not left. */
function isBusy({ states, starts: { anywhere, line, text } }: Automaton): boolean {
  const seen = new Set<number>();
  let reached: readonly number[] = [...anywhere, ...line, ...text].filter(
    start => !isRare(states[start]?.bytes),
  );
  for (let bytes = 1; bytes <= RARE_BYTES && reached.length > 0; bytes += 1) {
    const further: number[] = [];
    for (const number of reached) {
      const state = states[number];
      if (state === undefined || seen.has(number)) continue;
      seen.add(number);
      if (isWideLoop(state, number)) return true;
      further.push(...state.next);
    }
    reached = further;
  }
  return false;
}

/** Such as brackets. */
function isRare(bytes: Uint8Array = NO_BYTE): boolean {
  return chanceOf(bytes) < 2 ** -6.5;
}

const NO_BYTE = new Uint8Array(256);

function isWideLoop({ bytes, next }: ByteState, state: number): boolean {
  return next.includes(state) && hasManyLetters(bytes);
}

/** While it is built, an automaton has junctions, too, which are entered without a byte: loops come back to them. */
interface BuiltState {
  readonly bytes: Uint8Array | undefined;
  readonly next: readonly number[];
}

/** From right to left: each part is given what comes behind it and gives where it begins. */
class Builder {
  readonly #built: BuiltState[] = [];
  /** How many loops are being built that the place is in: what comes behind it is not known to the end then. */
  #loops = 0;

  /** What it built is worth nothing then. */
  get isTooLarge(): boolean {
    return this.#built.length > MAX_STATES;
  }

  automaton({ anywhere, text, line }: Automaton['starts']): Automaton {
    const { states, beyond } = withoutJunctions(this.#built);
    return { states, starts: { anywhere: beyond(anywhere), text: beyond(text), line: beyond(line) } };
  }

  alternatives(body: Alternatives, next: readonly number[]): readonly number[] {
    const ways = body.length > MANY_BRANCHES ? shortWays(body) : undefined;
    if (ways !== undefined) return ways.map(way => this.#shortWay(way, next));
    const starts = new Set<number>();
    for (const branch of body) {
      if (this.isTooLarge) break;
      for (const start of this.#sequence(branch, next)) starts.add(start);
    }
    return [...starts];
  }

  #sequence(nodes: readonly RegexNode[], next: readonly number[]): readonly number[] {
    return nodes.reduceRight<readonly number[]>((behind, node) => this.#node(node, behind), next);
  }

  #node(node: RegexNode, next: readonly number[]): readonly number[] {
    switch (node.kind) {
      case 'byte':
      case 'set':
        return [this.#state(bytesOf(node), next)];
      case 'assert':
        return node === CUT ? [ACCEPT] : next;
      case 'look':
        if (!node.ahead || !node.negated || this.#loops > 0) return next;
        return excludedWords(node.body).reduce((list, word) => this.#unless(word, list), next);
      case 'group':
      case 'atomic':
        return this.alternatives(node.body, next);
      case 'backreference':
        return this.#loop(junction => [this.#state(ANY, junction)], next).around;
      case 'repeat':
        return this.#repeat(node, next);
    }
  }

  #repeat({ body, min, max }: RegexNode & { kind: 'repeat' }, next: readonly number[]): readonly number[] {
    if (max === 0) return next;
    if (max === 1) return min === 1 ? this.#node(body, next) : [...next, ...this.#node(body, next)];
    if (max <= FEW_ROUNDS && isSingleByte(body)) return this.#rounds(body, min, max, next);
    const copies = copiesOf(body, min);
    let behind = next;
    let copy = 0;
    if (max !== copies) {
      const { around, through } = this.#loop(junction => this.#node(body, junction), next);
      behind = copies === 0 ? around : through;
      copy = 1;
    }
    for (; copy < copies; copy += 1) behind = this.#node(body, behind);
    return behind;
  }

  /** What is behind, where it does not begin with the word. */
  #unless(word: Word, next: readonly number[]): readonly number[] {
    const known = new Map<string, readonly number[]>();
    const behind = (list: readonly number[], place: number): readonly number[] =>
      this.#beyondJunctions(list).flatMap(state => {
        const key = `${state} ${place}`;
        const before = known.get(key);
        if (before !== undefined) return before;
        const found = state === ACCEPT ? [ACCEPT] : split(state, place);
        known.set(key, found);
        return found;
      });
    const split = (state: number, place: number): readonly number[] => {
      const { bytes = ANY, next: further } = this.#built[state] ?? { bytes: ANY, next: [] };
      const letters = word[place] ?? ANY;
      const others = bytes.map((one, code) => (letters[code] === 1 ? 0 : one));
      const same = bytes.map((one, code) => (letters[code] === 1 ? one : 0));
      const found: number[] = [];
      if (others.includes(1)) found.push(this.#state(others, further));
      if (same.includes(1) && place + 1 < word.length)
        found.push(this.#state(same, behind(further, place + 1)));
      return found;
    };
    return behind(next, 0);
  }

  #beyondJunctions(list: readonly number[]): readonly number[] {
    const seen = new Set(list);
    // What is added while it is read comes up as well.
    for (const one of seen) {
      const state = this.#built[one];
      if (one !== ACCEPT && state?.bytes === undefined) for (const more of state?.next ?? []) seen.add(more);
    }
    return [...seen].filter(one => one === ACCEPT || this.#built[one]?.bytes !== undefined);
  }

  /** Written out, those too that need not be there. */
  #rounds(body: RegexNode, min: number, max: number, next: readonly number[]): readonly number[] {
    let behind = next;
    for (let round = max; round > min; round -= 1) behind = [...next, ...this.#node(body, behind)];
    for (let round = 0; round < min; round += 1) behind = this.#node(body, behind);
    return behind;
  }

  /** Any number of rounds: where it begins when there may be none (`around`) and when there must be one (`through`). */
  #loop(
    round: (next: readonly number[]) => readonly number[],
    next: readonly number[],
  ): { readonly around: readonly number[]; readonly through: readonly number[] } {
    const behind = [...next];
    const junction = [this.#state(undefined, behind)];
    this.#loops += 1;
    const through = round(junction);
    this.#loops -= 1;
    for (const entry of through) behind.push(entry);
    return { around: junction, through };
  }

  #shortWay({ first, rest }: ShortWay, next: readonly number[]): number {
    if (!rest.includes(1)) return this.#state(first, next);
    return this.#state(first, this.#loop(junction => [this.#state(rest, junction)], next).around);
  }

  #state(bytes: Uint8Array | undefined, next: readonly number[]): number {
    if (!this.isTooLarge) this.#built.push({ bytes, next });
    return this.#built.length - 1;
  }
}

const ANY = new Uint8Array(256).fill(1);

/** The states that take bytes, and by what a list is to be replaced that leads to junctions: what is beyond them. */
function withoutJunctions(built: readonly BuiltState[]): {
  readonly states: readonly ByteState[];
  readonly beyond: (next: readonly number[]) => readonly number[];
} {
  let count = 0;
  const numbers = built.map(({ bytes }) => (bytes === undefined ? undefined : count++));
  const known = new Map<readonly number[], readonly number[]>();
  const states = built.flatMap(({ bytes, next }) =>
    bytes === undefined ? [] : [{ bytes, next: beyond(next) }],
  );
  return { states, beyond };

  function beyond(next: readonly number[]): readonly number[] {
    const before = known.get(next);
    if (before !== undefined) return before;
    const targets = new Set<number>();
    const seen = new Set(next);
    // What is added while it is read comes up as well.
    for (const one of seen) {
      const number = one === ACCEPT ? ACCEPT : numbers[one];
      if (number !== undefined) targets.add(number);
      else for (const further of built[one]?.next ?? []) seen.add(further);
    }
    const found = [...targets];
    known.set(next, found);
    return found;
  }
}
