/**
 * Which rules can never hit here, and why: those whose evidence cannot be had (EvalDefinition.never, and with local tests
 * only EvalDefinition.asks), those that are declared without a test, those that are faulty, and metas that need one of them.
 */
import { dependenciesOf } from '../meta/expression.ts';
import type { MetaExpression } from '../meta/expression.ts';
import { findEval } from '../plugins/registry.ts';
import { ASKS_DNS } from '../plugins/plugin.ts';
import type { Rule, RuleSet, RuleTest } from '../rule.ts';

/** Reasons by the name of the rule, in the order of the set. Rules with a score of 0 everywhere are left out. */
export function neverHits(set: RuleSet, localTestsOnly: boolean): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  const metas: Rule[] = [];
  const canHit = new Set<string>();
  for (const rule of set.rules.values()) {
    if (rule.scores.every(score => score === 0)) continue;
    const reason = reasonOf(rule.test, localTestsOnly);
    if (reason !== undefined) reasons.set(rule.name, reason);
    else canHit.add(rule.name);
    if (rule.test.kind === 'meta') metas.push(rule);
  }
  while (addMetas(metas, canHit, reasons));
  return new Map(
    [...set.rules.keys()].flatMap(name => {
      const reason = reasons.get(name);
      return reason === undefined ? [] : [[name, reason] as const];
    }),
  );
}

function reasonOf(test: RuleTest, localTestsOnly: boolean): string | undefined {
  switch (test.kind) {
    case 'eval': {
      const { never, asks } = findEval(test.function)?.definition ?? {};
      return never ?? (localTestsOnly ? asks : undefined);
    }
    case 'askdns':
      return localTestsOnly ? ASKS_DNS : undefined;
    case 'empty':
    case 'broken':
      return test.why;
    case 'header':
    case 'exists':
    case 'text':
    case 'mimeheader':
    case 'uri-detail':
    case 'meta':
      return undefined;
  }
}

/** False when nothing was added. */
function addMetas(metas: readonly Rule[], canHit: Set<string>, reasons: Map<string, string>): boolean {
  const before = reasons.size;
  for (const { name, test } of metas) {
    if (test.kind !== 'meta' || reasons.has(name) || canBeTrue(test.expression, canHit)) continue;
    const needed = dependenciesOf(test.expression).some(one => !canHit.has(one));
    reasons.set(name, needed ? 'needs rules that cannot hit' : 'is always false');
    canHit.delete(name);
  }
  return reasons.size > before;
}

/** Yes when in doubt. */
function canBeTrue(expression: MetaExpression, canHit: ReadonlySet<string>): boolean {
  const can = (one: MetaExpression): boolean => canBeTrue(one, canHit);
  switch (expression.kind) {
    case 'number':
      return expression.value !== 0;
    case 'rule':
      return canHit.has(expression.name);
    case 'chain':
      return expression.operator === '&&' ? expression.operands.every(can) : expression.operands.some(can);
    case 'negate':
      return can(expression.operand);
    case 'binary':
      return expression.operator !== '*' || (can(expression.left) && can(expression.right));
    case 'choice':
      return can(expression.yes) || can(expression.no);
    case 'matching':
    case 'local-tests-only':
    case 'not':
      return true;
  }
}
