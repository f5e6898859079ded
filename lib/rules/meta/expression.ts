/**
 * Arithmetic over rules and numbers, as metas and the conditions of `if` have it (spec 1.3, 1.8), and its value. It means
 * what it means in Perl: `&&` and `||` give an operand, comparisons 1 or 0, `^` is an integer XOR.
 */
export type MetaExpression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'rule'; readonly name: string }
  /** rules_matching(GLOB), before it is known what it matches. */
  | { readonly kind: 'matching'; readonly glob: string }
  | { readonly kind: 'local-tests-only' }
  | { readonly kind: 'not'; readonly operand: MetaExpression }
  | { readonly kind: 'negate'; readonly operand: MetaExpression }
  /** From left to right, so that a long sum is no deep tree. */
  | {
      readonly kind: 'chain';
      readonly operator: '||' | '&&' | '+';
      readonly operands: readonly MetaExpression[];
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: MetaExpression;
      readonly right: MetaExpression;
    }
  | {
      readonly kind: 'choice';
      readonly test: MetaExpression;
      readonly yes: MetaExpression;
      readonly no: MetaExpression;
    };

export type BinaryOperator = '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '-' | '*' | '/';

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
    case 'chain':
      return chain(expression.operator, expression.operands, context);
    case 'binary': {
      const left = evaluateMeta(expression.left, context);
      return binary(expression.operator, left, evaluateMeta(expression.right, context));
    }
    case 'choice': {
      const { test, yes, no } = expression;
      return evaluateMeta(evaluateMeta(test, context) === 0 ? no : yes, context);
    }
  }
}

function chain(
  operator: '||' | '&&' | '+',
  operands: readonly MetaExpression[],
  context: MetaContext,
): number {
  let value = 0;
  for (const operand of operands) {
    const next = evaluateMeta(operand, context);
    value = operator === '+' ? value + next : next;
    if (operator === '&&' ? value === 0 : operator === '||' && value !== 0) return value;
  }
  return value;
}

export function binary(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
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
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? Number.NaN : a / b;
  }
}

/** What it is made of, one level down. */
export function operandsOf(expression: MetaExpression): readonly MetaExpression[] {
  switch (expression.kind) {
    case 'number':
    case 'rule':
    case 'matching':
    case 'local-tests-only':
      return [];
    case 'not':
    case 'negate':
      return [expression.operand];
    case 'chain':
      return expression.operands;
    case 'binary':
      return [expression.left, expression.right];
    case 'choice':
      return [expression.test, expression.yes, expression.no];
  }
}

/** Names of the rules that it asks for, each once. */
export function dependenciesOf(expression: MetaExpression): readonly string[] {
  const names = new Set<string>();
  const visit = (one: MetaExpression): void => {
    if (one.kind === 'rule') names.add(one.name);
    operandsOf(one).forEach(visit);
  };
  visit(expression);
  return [...names];
}

/** Whether `local_tests_only` stands in it. */
export function asksForLocalTests(expression: MetaExpression): boolean {
  return expression.kind === 'local-tests-only' || operandsOf(expression).some(asksForLocalTests);
}
