/**
 * What a text must hold for a regex to match in it: a length, and of each of some sets of literals at least one. Worked out from the
 * regex's tree; tests that look around or at borders are taken for true, so that more texts may pass than match, and never
 * fewer. Literals are in lower case, as `toLowerCase` makes it of byte strings, whatever the case in the regex.
 */
import type { Alternatives, ByteSet, RegexNode, RegexTree } from '../regex/ast.ts';
import { rarityOf } from './rarity.ts';

export interface Requirement {
  readonly minLength: number;
  /** Each is a set of which one member must be there; the rarest first. */
  readonly needs: readonly (readonly string[])[];
}

/** What is known of a part of a regex. */
interface Facts {
  readonly minLength: number;
  /** All that it can match, in lower case; undefined: too many, or not known. */
  readonly exact: readonly string[] | undefined;
  /** Where `exact` is not known: what it begins and ends with, if that is known. */
  readonly edge?: readonly string[] | undefined;
  readonly needs: readonly (readonly string[])[];
}

/** Bounds on the sets, so that they cost less than the regex that they spare. */
const MAX_MEMBERS = 1000;
const MAX_PRODUCT = 160;
const MAX_SET_BYTES = 12;
const MAX_LITERAL_CHARS = 24;
const MAX_REPEATS = 8;
const MAX_NEEDS = 3;

const NOTHING: Facts = { minLength: 0, exact: [''], needs: [] };

export function requirementOf(tree: RegexTree): Requirement {
  const { minLength, exact, needs } = alternatives(tree.body);
  const all = exact === undefined ? needs : [...needs, exact];
  const useful = all
    .filter(isUseful)
    .map(need => ({ need, rarity: rarityOf(need) }))
    .filter(({ rarity }) => rarity > 0)
    .sort((a, b) => b.rarity - a.rarity);
  return { minLength, needs: useful.slice(0, MAX_NEEDS).map(({ need }) => need) };
}

/** Whether a text lacks something, so that the regex cannot match in it. */
export function lacks(text: string, { minLength, needs }: Requirement): boolean {
  if (text.length < minLength) return true;
  if (needs.length === 0) return false;
  const lower = lowerCase(text);
  return needs.some(need => !need.some(literal => lower.includes(literal)));
}

/** Many regexes in turn are asked about one text. */
let last = { text: '', lower: '' };

function lowerCase(text: string): string {
  if (last.text !== text) last = { text, lower: text.toLowerCase() };
  return last.lower;
}

/** A set with the empty string, or too large a one, tells nothing. */
function isUseful(need: readonly string[]): boolean {
  return need.length > 0 && need.length <= MAX_MEMBERS && !need.includes('');
}

function alternatives(body: Alternatives): Facts {
  const branches = body.map(sequence);
  const [only] = branches;
  if (branches.length === 1 && only !== undefined) return only;
  const minLength = branches.reduce((min, branch) => Math.min(min, branch.minLength), Infinity);
  const exact = union(branches.map(branch => branch.exact));
  if (exact !== undefined) return { minLength, exact, needs: [] };
  const need = union(branches.map(bestNeed));
  return { minLength, exact: undefined, needs: need === undefined ? [] : [need] };
}

/** The rarest set that a branch needs; undefined: none. */
function bestNeed({ exact, needs }: Facts): readonly string[] | undefined {
  const all = (exact === undefined ? needs : [...needs, exact]).filter(isUseful);
  return all.reduce<readonly string[] | undefined>(
    (best, need) => (best === undefined || rarityOf(need) > rarityOf(best) ? need : best),
    undefined,
  );
}

function sequence(nodes: readonly RegexNode[]): Facts {
  const needs: (readonly string[])[] = [];
  let minLength = 0;
  let exact: readonly string[] = [''];
  let isWhole = true;
  for (const node of nodes) {
    const facts = factsOf(node);
    minLength += facts.minLength;
    needs.push(...facts.needs);
    const longer: readonly string[] | undefined = product(exact, facts.exact);
    if (longer !== undefined) exact = longer;
    else {
      // What was read so far stands by itself, with the beginning of this, and something new begins.
      needs.push(product(exact, facts.edge) ?? exact);
      exact = facts.exact ?? facts.edge ?? [''];
      isWhole = false;
    }
  }
  if (isWhole) return { minLength, exact, needs };
  return { minLength, exact: undefined, needs: [...needs, exact].filter(isUseful) };
}

function factsOf(node: RegexNode): Facts {
  switch (node.kind) {
    case 'byte':
      return { minLength: 1, exact: [String.fromCharCode(node.code).toLowerCase()], needs: [] };
    case 'set':
      return { minLength: 1, exact: membersOf(node.members), needs: [] };
    case 'assert':
      return NOTHING;
    case 'look': {
      // What stands ahead or behind stands in the same text.
      const need = node.negated ? undefined : bestNeed(alternatives(node.body));
      return need === undefined ? NOTHING : { ...NOTHING, needs: [need] };
    }
    case 'group':
    case 'atomic':
      return alternatives(node.body);
    case 'backreference':
      return { minLength: 0, exact: undefined, needs: [] };
    case 'repeat':
      return repeat(node);
  }
}

function repeat({ body, min, max }: RegexNode & { kind: 'repeat' }): Facts {
  const one = factsOf(body);
  const minLength = Math.min(one.minLength * min, Number.MAX_SAFE_INTEGER);
  if (min === 0) {
    if (max === 0) return NOTHING;
    const exact = max === 1 && one.exact !== undefined ? union([[''], one.exact]) : undefined;
    return { minLength: 0, exact, needs: [] };
  }
  let exact = one.exact;
  let rounds = 1;
  for (let longer = exact; rounds < Math.min(min, MAX_REPEATS); rounds += 1) {
    longer = product(longer, one.exact);
    if (longer === undefined) break;
    exact = longer;
  }
  if (rounds === max) return { minLength, exact, needs: one.needs };
  return {
    minLength,
    exact: undefined,
    edge: exact,
    needs: exact === undefined ? one.needs : [...one.needs, exact].filter(isUseful),
  };
}

function membersOf({ negated, bytes }: ByteSet): readonly string[] | undefined {
  const members = new Set<string>();
  for (let code = 0; code < 256; code += 1) {
    if ((bytes[code] === 1) === negated) continue;
    members.add(String.fromCharCode(code).toLowerCase());
    if (members.size > MAX_SET_BYTES) return undefined;
  }
  return [...members];
}

/** undefined as soon as one is not known, or all are too many. */
function union(sets: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const all = new Set<string>();
  for (const set of sets) {
    if (set === undefined) return undefined;
    for (const text of set) all.add(text);
    if (all.size > MAX_MEMBERS) return undefined;
  }
  return [...all];
}

/** Every text of the first followed by every text of the second; undefined when they would be too many or too long. */
function product(
  first: readonly string[] | undefined,
  second: readonly string[] | undefined,
): readonly string[] | undefined {
  if (first === undefined || second === undefined || first.length * second.length > MAX_PRODUCT)
    return undefined;
  const all = new Set<string>();
  for (const head of first) {
    for (const tail of second) {
      if (head.length + tail.length > MAX_LITERAL_CHARS) return undefined;
      all.add(head + tail);
    }
  }
  return [...all];
}
