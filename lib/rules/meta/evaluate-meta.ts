/** Evaluates a meta expression as Perl does (spec 1.8): `&&` and `||` give an operand, comparisons 1 or 0, `^` is integer XOR. */
import type { BinaryOperator, MetaExpression } from './parse-meta.ts';

export interface MetaContext {
  readonly valueOf: (rule: string) => number;
  readonly localTestsOnly: boolean;
}

/** NaN stands for a division by zero. */
export function evaluateMeta(expression: MetaExpression, context: MetaContext): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'rule':
      return context.valueOf(expression.name);
    case 'matching':
      return 0;
    case 'local-tests-only':
      return context.localTestsOnly ? 1 : 0;
    case 'not':
      return evaluateMeta(expression.operand, context) === 0 ? 1 : 0;
    case 'negate':
      return -evaluateMeta(expression.operand, context);
    case 'choice':
      return evaluateMeta(
        evaluateMeta(expression.test, context) === 0 ? expression.no : expression.yes,
        context,
      );
    case 'binary':
      return binary(expression.operator, expression.left, expression.right, context);
  }
}

function binary(
  operator: BinaryOperator,
  left: MetaExpression,
  right: MetaExpression,
  context: MetaContext,
): number {
  const a = evaluateMeta(left, context);
  if (operator === '&&' && a === 0) return a;
  if (operator === '||' && a !== 0) return a;
  const b = evaluateMeta(right, context);
  switch (operator) {
    case '&&':
    case '||':
      return b;
    case '^':
      return Math.trunc(a) ^ Math.trunc(b);
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '<':
      return Number(a < b);
    case '<=':
      return Number(a <= b);
    case '>':
      return Number(a > b);
    case '>=':
      return Number(a >= b);
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? Number.NaN : a / b;
  }
}

/** Names of the rules that it asks for, each once. */
export function dependenciesOf(expression: MetaExpression): readonly string[] {
  const names = new Set<string>();
  const visit = (one: MetaExpression): void => {
    switch (one.kind) {
      case 'rule':
        names.add(one.name);
        break;
      case 'not':
      case 'negate':
        visit(one.operand);
        break;
      case 'binary':
        visit(one.left);
        visit(one.right);
        break;
      case 'choice':
        visit(one.test);
        visit(one.yes);
        visit(one.no);
        break;
      case 'number':
      case 'matching':
      case 'local-tests-only':
        break;
    }
  };
  visit(expression);
  return [...names];
}
