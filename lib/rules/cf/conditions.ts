/**
 * The expressions of `if` and `ifplugin` (spec 1.3): numbers, version, perl_version, local_tests_only, plugin(X), can(X),
 * has(X), and C's operators. Answers as an engine of version 4.000001 with the plugins that lib/rules/plugins has.
 */
import { isCapable, isLoaded } from './capabilities.ts';

const VERSION = 4.000001;
const PERL_VERSION = 5.036;
const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?|\.\d+)|(plugin|can|has)\s*\(\s*([\w:]+)\s*\)|(version|perl_version|local_tests_only)\b|(&&|\|\||>=|<=|==|!=|[()!^<>+\-*/?:]))/y;

export interface ConditionOptions {
  readonly localTestsOnly: boolean;
  /** `enable_compat` words that were seen. */
  readonly compat: ReadonlySet<string>;
  readonly plugins: ReadonlySet<string>;
}

/** True or false; undefined when the expression cannot be read. */
export function evaluateCondition(text: string, options: ConditionOptions): boolean | undefined {
  const tokens = tokenize(text, options);
  if (tokens === undefined || tokens.length === 0) return undefined;
  try {
    const parser = new ConditionParser(tokens);
    const value = parser.ternary();
    return parser.done ? value !== 0 : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function tokenize(text: string, options: ConditionOptions): (number | string)[] | undefined {
  const tokens: (number | string)[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, number, ask, subject = '', word, operator] = match;
    if (number !== undefined) tokens.push(Number(number));
    else if (ask !== undefined) tokens.push(answer(ask, subject, options) ? 1 : 0);
    else if (word === 'version') tokens.push(VERSION);
    else if (word === 'perl_version') tokens.push(PERL_VERSION);
    else if (word === 'local_tests_only') tokens.push(options.localTestsOnly ? 1 : 0);
    else tokens.push(operator ?? '');
  }
  return tokens;
}

function answer(ask: string, subject: string, options: ConditionOptions): boolean {
  if (ask === 'plugin') return isLoaded(subject, options.plugins);
  if (subject === 'Mail::SpamAssassin::Conf::compat_welcomelist_blocklist')
    return options.compat.has('welcomelist_blocklist');
  return isCapable(subject, options.plugins);
}

class ConditionParser {
  readonly #tokens: readonly (number | string)[];
  #at = 0;

  constructor(tokens: readonly (number | string)[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at === this.#tokens.length;
  }

  ternary(): number {
    const condition = this.#binary(0);
    if (!this.#take('?')) return condition;
    const yes = this.ternary();
    if (!this.#take(':')) throw new SyntaxError('? without :');
    const no = this.ternary();
    return condition === 0 ? no : yes;
  }

  #binary(level: number): number {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find(one => this.#take(one));
      if (operator === undefined) return left;
      left = apply(operator, left, this.#binary(level + 1));
    }
  }

  #unary(): number {
    if (this.#take('!')) return this.#unary() === 0 ? 1 : 0;
    if (this.#take('-')) return -this.#unary();
    if (this.#take('(')) {
      const value = this.ternary();
      if (!this.#take(')')) throw new SyntaxError('( without )');
      return value;
    }
    const token = this.#tokens[this.#at];
    if (typeof token !== 'number') throw new SyntaxError('a value is missing');
    this.#at += 1;
    return token;
  }

  #take(operator: string): boolean {
    if (this.#tokens[this.#at] !== operator) return false;
    this.#at += 1;
    return true;
  }
}

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['^'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];

function apply(operator: string, left: number, right: number): number {
  switch (operator) {
    case '||':
      return left === 0 ? right : left;
    case '&&':
      return left === 0 ? left : right;
    case '^':
      return Math.trunc(left) ^ Math.trunc(right);
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '<':
      return Number(left < right);
    case '<=':
      return Number(left <= right);
    case '>':
      return Number(left > right);
    case '>=':
      return Number(left >= right);
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return left / right;
  }
}
