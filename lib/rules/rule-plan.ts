/**
 * The order in which the rules of a set run under one score set (spec 1.7): priorities ascending; in each, regexes and
 * evals by what they look at; metas apart, since they wait for others. Made once for a set and kept.
 */
import { dependenciesOf } from './meta/evaluate-meta.ts';
import type { MetaExpression } from './meta/parse-meta.ts';
import type { Rule, RuleSet, ScoreSet } from './rule.ts';

export interface PlannedMeta {
  readonly rule: Rule;
  readonly expression: MetaExpression;
  readonly dependencies: readonly string[];
}

export interface RulePlan {
  /** One entry for each priority. */
  readonly groups: readonly (readonly Rule[])[];
  readonly metas: readonly PlannedMeta[];
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
  const active = [...set.rules.values()].filter(rule => isActive(rule, scoreSet));
  const byPriority = new Map<number, Rule[]>();
  const metas: PlannedMeta[] = [];
  for (const rule of active) {
    if (rule.test.kind === 'meta') {
      const { expression } = rule.test;
      metas.push({ rule, expression, dependencies: dependenciesOf(expression) });
    }
    const group = byPriority.get(rule.priority);
    if (group === undefined) byPriority.set(rule.priority, [rule]);
    else group.push(rule);
  }
  const groups = [...byPriority]
    .sort(([a], [b]) => a - b)
    .map(([, rules]) => rules.filter(rule => rule.test.kind !== 'meta').sort((a, b) => stage(a) - stage(b)));
  return { groups, metas };
}

function isActive(rule: Rule, scoreSet: ScoreSet): boolean {
  if (rule.scores[scoreSet] === 0 || rule.test.kind === 'broken') return false;
  const { names } = rule.tags;
  if (rule.test.kind !== 'eval') return true;
  return (!names.has('net') || (scoreSet & 1) !== 0) && (!names.has('learn') || (scoreSet & 2) !== 0);
}

const AREAS = ['header', 'body', 'uri', 'rawbody', 'full'];

/** Position within a priority: header, body, uri, body evals, rawbody, full; regexes before evals. */
function stage({ test }: Rule): number {
  switch (test.kind) {
    case 'header':
    case 'exists':
      return 0;
    case 'text':
      return AREAS.indexOf(test.area) * 2;
    case 'eval':
      return test.area === 'body' ? 5 : AREAS.indexOf(test.area) * 2 + 1;
    case 'mimeheader':
      return 5;
    case 'meta':
    case 'broken':
      return 99;
  }
}
