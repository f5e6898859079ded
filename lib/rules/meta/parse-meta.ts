/**
 * Meta expressions (spec 1.8): `+ - * /`, `&& || ! ^`, comparisons, `? :`, parentheses, decimal numbers, rule names,
 * local_tests_only, rules_matching(GLOB). Perl's precedence. A run of digits, dots and signs is one token, so that `A-1`
 * is an error, as it is in SpamAssassin.
 */
export type MetaExpression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'matching'; readonly glob: string }
  | { readonly kind: 'local-tests-only' }
  | { readonly kind: 'not'; readonly operand: MetaExpression }
  | { readonly kind: 'negate'; readonly operand: MetaExpression }
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

export type BinaryOperator =
  '||' | '&&' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/';

/** From loose to tight. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['^'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];
const TOKEN =
  /\s*(?:(rules_matching)\(\s*([\w*?]+)\s*\)|([A-Za-z_]\w*)|([-+0-9.]+)|(&&|\|\||>=|<=|==|!=|[()!^<>*/?:]))/y;
const MAX_DEPTH = 500;

export class MetaSyntaxError extends Error {
  override readonly name = 'MetaSyntaxError';
}

interface Token {
  readonly kind: 'name' | 'number' | 'operator' | 'matching';
  readonly text: string;
}

export function parseMeta(text: string): MetaExpression {
  const tokens = tokenize(text);
  if (tokens.length === 2 && tokens[0]?.text === '(' && tokens[1]?.text === ')')
    return { kind: 'number', value: 0 };
  const parser = new MetaParser(tokens);
  const expression = parser.choice();
  parser.expectEnd();
  return expression;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      throw new MetaSyntaxError(`cannot read ${JSON.stringify(text.slice(at, at + 20).trim())}`);
    const [, matching, glob, name, number, operator] = match;
    if (matching !== undefined) tokens.push({ kind: 'matching', text: glob ?? '' });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined) tokens.push(numberToken(number));
    else tokens.push({ kind: 'operator', text: operator ?? '' });
  }
  return tokens;
}

function numberToken(text: string): Token {
  if (text === '+' || text === '-') return { kind: 'operator', text };
  if (!/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(text))
    throw new MetaSyntaxError(`${text} is no number; put blanks around operators`);
  return { kind: 'number', text };
}

class MetaParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expectEnd(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined) throw new MetaSyntaxError(`${token.text} is not expected here`);
  }

  choice(): MetaExpression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new MetaSyntaxError('nested too deeply');
    const test = this.#binary(0);
    let result = test;
    if (this.#take('?')) {
      const yes = this.choice();
      if (!this.#take(':')) throw new MetaSyntaxError('? without :');
      result = { kind: 'choice', test, yes, no: this.choice() };
    }
    this.#depth -= 1;
    return result;
  }

  #binary(level: number): MetaExpression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find(one => this.#take(one));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): MetaExpression {
    let nots = 0;
    while (this.#take('!')) nots += 1;
    let operand = this.#primary();
    for (; nots > 0; nots -= 1) operand = { kind: 'not', operand };
    return operand;
  }

  #primary(): MetaExpression {
    if (this.#take('-')) return { kind: 'negate', operand: this.#primary() };
    if (this.#take('(')) {
      const inner = this.choice();
      if (!this.#take(')')) throw new MetaSyntaxError('( without )');
      return inner;
    }
    const token = this.#tokens[this.#at];
    this.#at += 1;
    switch (token?.kind) {
      case 'number':
        return { kind: 'number', value: Number(token.text) };
      case 'name':
        return token.text === 'local_tests_only'
          ? { kind: 'local-tests-only' }
          : { kind: 'rule', name: token.text };
      case 'matching':
        return { kind: 'matching', glob: token.text };
      case 'operator':
        throw new MetaSyntaxError(`${token.text} is not expected here`);
      case undefined:
        throw new MetaSyntaxError('the expression ends too early');
    }
  }

  #take(operator: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'operator' || token.text !== operator) return false;
    this.#at += 1;
    return true;
  }
}
