/**
 * The order in which the rules of a set run under one score set (spec 1.7): priorities ascending; in each, stages by what
 * is looked at, regexes before evals; metas apart, since they wait for others (spec 1.8). Made once for a set and kept.
 */
import { dependenciesOf } from './meta/expression.ts';
import type { MetaExpression } from './meta/expression.ts';
import type { Rule, RuleSet, ScoreSet } from './rule.ts';

export interface PlannedMeta {
  readonly rule: Rule;
  readonly expression: MetaExpression;
  /** None for one that stands in a circle: it is decided with what is known after the first group. */
  readonly dependencies: readonly string[];
  /** False with a score of 0: it cannot hit, and is known to others only when it would not have hit. */
  readonly enabled: boolean;
}

export interface PlannedGroup {
  readonly priority: number;
  /** Those that have rules, each with its rules. */
  readonly stages: readonly (readonly Rule[])[];
}

export interface RulePlan {
  /** By priority, ascending. */
  readonly groups: readonly PlannedGroup[];
  readonly metas: readonly PlannedMeta[];
  /** Which metas, by index, wait for a rule. */
  readonly dependents: ReadonlyMap<string, readonly number[]>;
}

const plans = new WeakMap<RuleSet, Map<ScoreSet, RulePlan>>();

export function planRules(set: RuleSet, scoreSet: ScoreSet): RulePlan {
  const known = plans.get(set) ?? new Map<ScoreSet, RulePlan>();
  plans.set(set, known);
  let plan = known.get(scoreSet);
  if (plan === undefined) {
    plan = makePlan(set, scoreSet);
    known.set(scoreSet, plan);
  }
  return plan;
}

function makePlan(set: RuleSet, scoreSet: ScoreSet): RulePlan {
  const metas = planMetas(set, scoreSet);
  const dependents = new Map<string, number[]>();
  for (const [index, { dependencies }] of metas.entries()) {
    for (const name of dependencies) {
      const list = dependents.get(name);
      if (list === undefined) dependents.set(name, [index]);
      else list.push(index);
    }
  }
  const byPriority = Map.groupBy(set.rules.values(), rule => rule.priority);
  const groups = [...byPriority]
    .sort(([a], [b]) => a - b)
    .map(([priority, rules]) => ({
      priority,
      stages: stagesOf(rules.filter(rule => isActive(rule, scoreSet))),
    }));
  return { groups, metas, dependents };
}

function planMetas(set: RuleSet, scoreSet: ScoreSet): readonly PlannedMeta[] {
  const metas: PlannedMeta[] = [];
  for (const rule of set.rules.values()) {
    if (rule.test.kind !== 'meta') continue;
    const { expression } = rule.test;
    const dependencies = dependenciesOf(expression);
    metas.push({ rule, expression, dependencies, enabled: rule.scores[scoreSet] !== 0 });
  }
  const circular = inCircles(metas);
  return metas.map(meta => (circular.has(meta.rule.name) ? { ...meta, dependencies: [] } : meta));
}

/** Metas that depend on themselves, directly or not, and those that depend on them. */
function inCircles(metas: readonly PlannedMeta[]): ReadonlySet<string> {
  const waiting = new Map(metas.map(meta => [meta.rule.name, 0]));
  const dependents = new Map<string, string[]>();
  for (const { rule, dependencies } of metas) {
    for (const name of dependencies.filter(one => waiting.has(one))) {
      waiting.set(rule.name, (waiting.get(rule.name) ?? 0) + 1);
      const list = dependents.get(name);
      if (list === undefined) dependents.set(name, [rule.name]);
      else list.push(rule.name);
    }
  }
  const ready = [...waiting].filter(([, count]) => count === 0).map(([name]) => name);
  for (const name of ready) {
    waiting.delete(name);
    for (const dependent of dependents.get(name) ?? []) {
      const count = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, count);
      if (count === 0) ready.push(dependent);
    }
  }
  return new Set(waiting.keys());
}

function stagesOf(rules: readonly Rule[]): readonly (readonly Rule[])[] {
  const stages = Map.groupBy(rules, stage);
  return [...stages].sort(([a], [b]) => a - b).map(([, list]) => list);
}

/** Metas, and what has no test to run, are not there. */
function isActive({ test, scores, tags: { names } }: Rule, scoreSet: ScoreSet): boolean {
  if (scores[scoreSet] === 0 || stage({ test }) === NOT_RUN) return false;
  if (test.kind !== 'eval') return true;
  return (!names.has('net') || (scoreSet & 1) !== 0) && (!names.has('learn') || (scoreSet & 2) !== 0);
}

const AREAS = ['header', 'body', 'uri', 'rawbody', 'full'];
const BODY_EVALS = 5;
const NOT_RUN = 99;

/** Position within a priority: header, body, uri, body evals, rawbody, full; regexes before evals. */
function stage({ test }: Pick<Rule, 'test'>): number {
  switch (test.kind) {
    case 'header':
    case 'exists':
      return 0;
    case 'text':
      return AREAS.indexOf(test.area) * 2;
    case 'eval':
      return test.area === 'body' ? BODY_EVALS : AREAS.indexOf(test.area) * 2 + 1;
    case 'mimeheader':
    case 'uri-detail':
      return BODY_EVALS;
    case 'meta':
    case 'askdns':
    case 'empty':
    case 'broken':
      return NOT_RUN;
  }
}
