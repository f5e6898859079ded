/**
 * Reads expressions with Perl's precedence. The tokens are SpamAssassin's: a run of digits, dots and signs is one token, so
 * that `A-1` cannot be read; a name may have colons in it; characters that belong to no token are passed over. Whoever calls
 * says what a name or a number means. Depth and length are bounded.
 */
import type { BinaryOperator, MetaExpression } from './expression.ts';

/** Something in an expression cannot be read; the message says what. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

export type Token = string | MetaExpression;

const TOKEN = /[-+\d.]+|\w[\w:]*|\|\||&&|[<>=!]=|[()^!<>+\-*/?:]/g;
const MAX_TOKENS = 20_000;
const MAX_DEPTH = 500;

/** From loose to tight. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['^'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];

export function tokensOf(text: string): readonly string[] {
  const tokens = text.match(TOKEN) ?? [];
  if (tokens.length > MAX_TOKENS) throw new ExpressionError('too long');
  return tokens;
}

/** `tokens`: operators as text, operands as what they mean. */
export function readExpression(tokens: readonly Token[]): MetaExpression {
  const reader = new ExpressionReader(tokens);
  const expression = reader.choice();
  reader.expectEnd();
  return expression;
}

class ExpressionReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expectEnd(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined) throw new ExpressionError(`${describe(token)} is not expected here`);
  }

  choice(): MetaExpression {
    this.#deeper();
    const test = this.#operation(0);
    let result = test;
    if (this.#take('?')) {
      const yes = this.choice();
      if (!this.#take(':')) throw new ExpressionError('? without :');
      result = { kind: 'choice', test, yes, no: this.choice() };
    }
    this.#depth -= 1;
    return result;
  }

  #operation(level: number): MetaExpression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#operation(level + 1);
    for (let count = 0; ; count += 1) {
      const operator = operators.find(one => this.#take(one));
      if (operator === undefined) return left;
      left = combine(operator, left, this.#operation(level + 1));
      if (left.kind === 'binary' && count > MAX_DEPTH) throw new ExpressionError('too long');
    }
  }

  #unary(): MetaExpression {
    this.#deeper();
    let result: MetaExpression;
    if (this.#take('!')) result = { kind: 'not', operand: this.#unary() };
    else if (this.#take('-')) result = { kind: 'negate', operand: this.#unary() };
    else if (this.#take('+')) result = this.#unary();
    else result = this.#primary();
    this.#depth -= 1;
    return result;
  }

  #primary(): MetaExpression {
    if (this.#take('(')) {
      const inner = this.choice();
      if (!this.#take(')')) throw new ExpressionError('( without )');
      return inner;
    }
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new ExpressionError('it ends too early');
    if (typeof token === 'string') throw new ExpressionError(`${token} is not expected here`);
    this.#at += 1;
    return token;
  }

  #take(operator: string): boolean {
    if (this.#tokens[this.#at] !== operator) return false;
    this.#at += 1;
    return true;
  }

  #deeper(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new ExpressionError('nested too deeply');
  }
}

/** `(a && b) && c` is `a && b && c`; other operators take two. */
function combine(operator: string, left: MetaExpression, right: MetaExpression): MetaExpression {
  if (operator !== '||' && operator !== '&&' && operator !== '+')
    return { kind: 'binary', operator: operator as BinaryOperator, left, right };
  const grows = left.kind === 'chain' && left.operator === operator;
  return { kind: 'chain', operator, operands: grows ? [...left.operands, right] : [left, right] };
}

function describe(token: Token): string {
  if (typeof token === 'string') return token;
  return token.kind === 'rule' ? token.name : token.kind === 'number' ? String(token.value) : token.kind;
}
