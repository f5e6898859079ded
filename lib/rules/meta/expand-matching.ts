/** Replaces rules_matching(GLOB) by the sum of the rules whose names match, the meta itself left out (spec 1.8). */
import type { MetaExpression } from './parse-meta.ts';

export function expandMatching(
  expression: MetaExpression,
  self: string,
  names: Iterable<string>,
): MetaExpression {
  switch (expression.kind) {
    case 'matching':
      return sumOf(expression.glob, self, names);
    case 'not':
    case 'negate':
      return { ...expression, operand: expandMatching(expression.operand, self, names) };
    case 'binary':
      return {
        ...expression,
        left: expandMatching(expression.left, self, names),
        right: expandMatching(expression.right, self, names),
      };
    case 'choice':
      return {
        kind: 'choice',
        test: expandMatching(expression.test, self, names),
        yes: expandMatching(expression.yes, self, names),
        no: expandMatching(expression.no, self, names),
      };
    case 'number':
    case 'rule':
    case 'local-tests-only':
      return expression;
  }
}

function sumOf(glob: string, self: string, names: Iterable<string>): MetaExpression {
  const pattern = new RegExp(`^${glob.replaceAll('*', '\\w*').replaceAll('?', '\\w')}$`);
  let sum: MetaExpression | undefined;
  for (const name of names) {
    if (name === self || !pattern.test(name)) continue;
    const rule: MetaExpression = { kind: 'rule', name };
    sum = sum === undefined ? rule : { kind: 'binary', operator: '+', left: sum, right: rule };
  }
  return sum ?? { kind: 'number', value: 0 };
}
