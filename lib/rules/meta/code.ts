/**
 * The expression of a meta as numbers, for a stack: the number of a rule puts its value there, an operator takes what it needs from it.
 * Both sides of `&&`, `||` and `?:` are worked out, which changes nothing, since nothing in an expression has effects. As code the
 * thousand metas of a set are two arrays in an image, and no tree of objects.
 */
import type { NumberLists } from '../prefilter/number-lists.ts';
import { binary } from './expression.ts';
import type { BinaryOperator, MetaExpression } from './expression.ts';

/** What stands below FIRST_RULE in the code. Behind CONSTANT stands its place among the constants. */
const CONSTANT = 0;
const LOCAL_TESTS_ONLY = 1;
const NOT = 2;
const NEGATE = 3;
const CHOOSE = 4;
const OR = 5;
const AND = 6;
const ADD = 7;
const BINARY = 8;
const BINARY_OPERATORS: readonly BinaryOperator[] = ['^', '==', '!=', '<', '<=', '>', '>=', '-', '*', '/'];
const FIRST_RULE = 32;

const CHAINS = { '||': OR, '&&': AND, '+': ADD };

/** Adds to `constants`. */
export function compileMeta(
  expression: MetaExpression,
  numberOf: (rule: string) => number,
  constants: number[],
): readonly number[] {
  const code: number[] = [];
  const put = (one: MetaExpression): void => {
    switch (one.kind) {
      case 'number':
      case 'matching':
        code.push(CONSTANT, constants.push(one.kind === 'number' ? one.value : 0) - 1);
        return;
      case 'rule':
        code.push(FIRST_RULE + numberOf(one.name));
        return;
      case 'local-tests-only':
        code.push(LOCAL_TESTS_ONLY);
        return;
      case 'not':
      case 'negate':
        put(one.operand);
        code.push(one.kind === 'not' ? NOT : NEGATE);
        return;
      case 'chain':
        for (const [place, operand] of one.operands.entries()) {
          put(operand);
          if (place > 0) code.push(CHAINS[one.operator]);
        }
        return;
      case 'binary':
        put(one.left);
        put(one.right);
        code.push(BINARY + BINARY_OPERATORS.indexOf(one.operator));
        return;
      case 'choice':
        put(one.test);
        put(one.yes);
        put(one.no);
        code.push(CHOOSE);
    }
  };
  put(expression);
  return code;
}

export interface CodeContext {
  readonly constants: Float64Array;
  /** By number of a rule. */
  readonly values: Float64Array;
  readonly localTestsOnly: boolean;
}

/** The value of the expression with this place; NaN stands for a division by zero, as in evaluateMeta. */
export function runMetaCode(code: NumberLists, place: number, context: CodeContext): number {
  const { constants, values, localTestsOnly } = context;
  const stack: number[] = [];
  const pop = (): number => stack.pop() ?? 0;
  const end = code.end(place);
  for (let at = code.start(place); at < end; at += 1) {
    const word = code.number(at);
    if (word >= FIRST_RULE) {
      stack.push(values[word - FIRST_RULE] ?? 0);
      continue;
    }
    if (word === CONSTANT) {
      at += 1;
      stack.push(constants[code.number(at)] ?? 0);
      continue;
    }
    if (word === LOCAL_TESTS_ONLY) {
      stack.push(localTestsOnly ? 1 : 0);
      continue;
    }
    const last = pop();
    stack.push(apply(word, last, pop));
  }
  return pop();
}

function apply(operator: number, last: number, pop: () => number): number {
  if (operator === NOT) return last === 0 ? 1 : 0;
  if (operator === NEGATE) return -last;
  const before = pop();
  switch (operator) {
    case CHOOSE:
      return pop() === 0 ? last : before;
    case OR:
      return before === 0 ? last : before;
    case AND:
      return before === 0 ? before : last;
    case ADD:
      return before + last;
    default:
      return binary(BINARY_OPERATORS[operator - BINARY] ?? '-', before, last);
  }
}
