/** Replaces rules_matching(GLOB) by the sum of the rules whose names match, the meta itself left out (spec 1.8). */
import type { MetaExpression } from './expression.ts';
import { matchesGlob } from './glob.ts';

export function expandMatching(
  expression: MetaExpression,
  self: string,
  names: Iterable<string>,
): MetaExpression {
  const expand = (one: MetaExpression): MetaExpression => expandMatching(one, self, names);
  switch (expression.kind) {
    case 'matching':
      return sumOf(expression.glob, self, names);
    case 'not':
    case 'negate':
      return { ...expression, operand: expand(expression.operand) };
    case 'chain':
      return { ...expression, operands: expression.operands.map(expand) };
    case 'binary':
      return { ...expression, left: expand(expression.left), right: expand(expression.right) };
    case 'choice': {
      const { test, yes, no } = expression;
      return { kind: 'choice', test: expand(test), yes: expand(yes), no: expand(no) };
    }
    case 'number':
    case 'rule':
    case 'local-tests-only':
      return expression;
  }
}

function sumOf(glob: string, self: string, names: Iterable<string>): MetaExpression {
  const operands: MetaExpression[] = [];
  for (const name of names)
    if (name !== self && matchesGlob(name, glob)) operands.push({ kind: 'rule', name });
  return operands.length === 0 ? { kind: 'number', value: 0 } : { kind: 'chain', operator: '+', operands };
}
