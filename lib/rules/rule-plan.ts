/**
 * The order in which the rules of a set run under one score set (spec 1.7): priorities ascending; in each, stages by what
 * is looked at, regexes before evals; metas apart, since they wait for others (spec 1.8). Made once for a set and kept. Rules are
 * numbers here: those that the prefilter rules out for a message are never looked at.
 */
import { planMetas } from './meta-plan.ts';
import type { MetaPlan } from './meta-plan.ts';
import type { FilteredGroup } from './prefiltered.ts';
import type { Rule, RuleSet, ScoreSet } from './rule.ts';

/** Rules that the prefilter may rule out; numbers ascend. */
export interface FilteredRules {
  readonly group: FilteredGroup;
  readonly rules: Uint32Array;
}

export interface PlannedStage {
  /** Those that run whatever the message holds; numbers ascend. */
  readonly always: Uint32Array;
  readonly filtered: readonly FilteredRules[];
}

export interface PlannedGroup {
  readonly priority: number;
  /** Those that have rules. */
  readonly stages: readonly PlannedStage[];
}

export interface RulePlan {
  /** By priority, ascending. */
  readonly groups: readonly PlannedGroup[];
  /** By rule the group in which it runs; NO_GROUP: it does not run by itself. */
  readonly groupOf: Uint16Array;
  readonly metas: MetaPlan;
}

const NO_GROUP = 0xffff;

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
  const byPriority = Map.groupBy(set.rules.values(), rule => rule.priority);
  const ordered = [...byPriority].sort(([a], [b]) => a - b);
  const groupOf = new Uint16Array(set.rules.size).fill(NO_GROUP);
  const groups = ordered.map(([priority, rules], group) => {
    const active = rules.filter(rule => isActive(rule, scoreSet));
    for (const { number } of active) groupOf[number] = group;
    return { priority, stages: stagesOf(active) };
  });
  return { groups, groupOf, metas: planMetas(set, scoreSet, groupOf, groups.length) };
}

function stagesOf(rules: readonly Rule[]): readonly PlannedStage[] {
  const stages = Map.groupBy(rules, stage);
  return [...stages].sort(([a], [b]) => a - b).map(([, list]) => plannedStage(list));
}

function plannedStage(rules: readonly Rule[]): PlannedStage {
  const byGroup = Map.groupBy(rules, filteredGroupOf);
  const numbers = (list: readonly Rule[] = []): Uint32Array => Uint32Array.from(list, ({ number }) => number);
  const always = numbers(byGroup.get(undefined));
  const filtered = [...byGroup].flatMap(([group, list]) =>
    group === undefined ? [] : [{ group, rules: numbers(list) }],
  );
  return { always, filtered };
}

/** What the prefilter looks at for a rule; undefined: it cannot rule it out. One with template tags may turn out not to run at all. */
function filteredGroupOf({ test }: Rule): FilteredGroup | undefined {
  if (test.kind === 'text') return test.area === 'full' || test.regex.hasTemplates ? undefined : test.area;
  return test.kind !== 'header' || test.negated || test.regex.hasTemplates ? undefined : 'header';
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
