/**
 * The metas of a set under one score set, as numbers: in an order in which each stands behind those that it depends on, by the group
 * after which all that it depends on has run; their expressions as code for a stack (meta/code.ts); and which have to be asked although
 * nothing hits that they depend on: most of them miss then, for most messages.
 */
import { compileMeta } from './meta/code.ts';
import { asksForLocalTests, dependenciesOf, evaluateMeta } from './meta/expression.ts';
import { NumberLists, startsOf } from './prefilter/number-lists.ts';
import type { MetaExpression } from './meta/expression.ts';
import type { RuleSet, ScoreSet } from './rule.ts';

export interface MetaPlan {
  /** Numbers of the rules; their places here are the numbers of the metas. */
  readonly rules: Uint32Array;
  /** By group, the meta with which those begin that are due behind it, and one more. */
  readonly due: Uint32Array;
  /** By meta what it depends on; nothing for one that stands in a circle: it is decided with what is known after the first group. */
  readonly dependencies: NumberLists;
  /** By rule, and what is only named: the metas that depend on it. */
  readonly dependents: NumberLists;
  /** Which rules are metas. */
  readonly isMeta: Uint8Array;
  /** By meta; 0 with a score of 0: it cannot hit, and is known to others only when it would not have hit. */
  readonly enabled: Uint8Array;
  /** By meta: its code, and the numbers in it. */
  readonly code: NumberLists;
  readonly constants: Float64Array;
  /** By meta 1 where it has to be asked although nothing that it depends on has hit: it may hit all the same, or not be known then. */
  readonly asks: Uint8Array;
  /** Names that metas ask for and no rule has, and their numbers, behind those of the rules. */
  readonly undefinedNames: ReadonlyMap<string, number>;
}

interface Meta {
  readonly rule: number;
  readonly expression: MetaExpression;
  readonly enabled: boolean;
  dependencies: readonly number[];
}

/** Writes into `groupOf` of those metas that are known behind their group, unless something they depend on is left open, that group. */
export function planMetas(
  { rules }: RuleSet,
  scoreSet: ScoreSet,
  groupOf: Uint16Array,
  groupCount: number,
): MetaPlan {
  const undefinedNames = new Map<string, number>();
  const numberOf = (name: string): number => {
    const number = rules.numberOf(name) ?? undefinedNames.get(name) ?? rules.size + undefinedNames.size;
    if (number >= rules.size) undefinedNames.set(name, number);
    return number;
  };
  const metas: Meta[] = [];
  for (const { number, test, scores } of rules.values()) {
    if (test.kind !== 'meta') continue;
    const { expression } = test;
    const dependencies = dependenciesOf(expression).map(numberOf);
    metas.push({ rule: number, expression, dependencies, enabled: scores[scoreSet] !== 0 });
  }
  const { sorted, circular } = inOrder(metas);
  for (const meta of circular) meta.dependencies = [];
  const ordered = byDueGroup([...circular, ...sorted], groupOf, groupCount);
  const constants: number[] = [];
  const code = ordered.list.map(({ expression }) => compileMeta(expression, numberOf, constants));
  return {
    rules: Uint32Array.from(ordered.list, ({ rule }) => rule),
    due: ordered.due,
    dependencies: new NumberLists(ordered.list.map(({ dependencies }) => dependencies)),
    dependents: dependentsOf(ordered.list, rules.size + undefinedNames.size),
    isMeta: Uint8Array.from(rules.values(), ({ test }) => Number(test.kind === 'meta')),
    enabled: Uint8Array.from(ordered.list, ({ enabled }) => Number(enabled)),
    code: new NumberLists(code),
    constants: Float64Array.from(constants),
    asks: asksOf(ordered.list, ordered.due, groupOf, groupCount),
    undefinedNames,
  };
}

/** In the order of the plan. */
function asksOf(
  metas: readonly Meta[],
  due: Uint32Array,
  groupOf: Uint16Array,
  groupCount: number,
): Uint8Array {
  return Uint8Array.from(metas, ({ rule, dependencies, expression }, meta) => {
    const isCertain =
      dependencies.length > 0 && dependencies.every(one => (groupOf[one] ?? groupCount) < groupCount);
    if (isCertain) groupOf[rule] = due.findLastIndex(begin => begin <= meta);
    return Number(!isCertain || mayHitWithout(expression));
  });
}

function mayHitWithout(expression: MetaExpression): boolean {
  if (asksForLocalTests(expression)) return true;
  return evaluateMeta(expression, { valueOf: () => 0, localTestsOnly: false }) !== 0;
}

/** Sorted so that each stands behind what it depends on; and those that depend on themselves, directly or not, or on such. */
function inOrder(metas: readonly Meta[]): {
  readonly sorted: readonly Meta[];
  readonly circular: readonly Meta[];
} {
  const waiting = new Map(metas.map(meta => [meta.rule, 0]));
  const byRule = new Map(metas.map(meta => [meta.rule, meta]));
  const dependents = new Map<number, Meta[]>();
  for (const meta of metas) {
    for (const dependency of meta.dependencies.filter(one => byRule.has(one))) {
      waiting.set(meta.rule, (waiting.get(meta.rule) ?? 0) + 1);
      dependents.set(dependency, [...(dependents.get(dependency) ?? []), meta]);
    }
  }
  const sorted = metas.filter(({ rule }) => waiting.get(rule) === 0);
  for (const { rule } of sorted) {
    waiting.delete(rule);
    for (const dependent of dependents.get(rule) ?? []) {
      const count = (waiting.get(dependent.rule) ?? 0) - 1;
      waiting.set(dependent.rule, count);
      if (count === 0) sorted.push(dependent);
    }
  }
  return { sorted, circular: metas.filter(({ rule }) => waiting.has(rule)) };
}

function byDueGroup(
  metas: readonly Meta[],
  groupOf: Uint16Array,
  groupCount: number,
): { readonly list: readonly Meta[]; readonly due: Uint32Array } {
  const dueOf = new Map<number, number>();
  for (const { rule, dependencies } of metas) {
    const groups = dependencies.map(one => dueOf.get(one) ?? groupOf[one] ?? 0);
    // What does not run by itself may be known at any time, or never.
    dueOf.set(rule, Math.max(0, ...groups.filter(group => group < groupCount)));
  }
  const groups = Array.from({ length: groupCount }, (_, group) =>
    metas.filter(({ rule }) => dueOf.get(rule) === group),
  );
  return { list: groups.flat(), due: startsOf(groups) };
}

function dependentsOf(metas: readonly Meta[], count: number): NumberLists {
  const lists = Array.from({ length: count }, (): number[] => []);
  for (const [number, { dependencies }] of metas.entries())
    for (const dependency of dependencies) lists[dependency]?.push(number);
  return new NumberLists(lists);
}
