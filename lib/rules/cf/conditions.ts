/**
 * The conditions of `if` and `ifplugin` (spec 1.3): version, perl_version, local_tests_only, plugin(X), can(X), has(X) and
 * arithmetic. Answers as an engine of version 4.000001 with the plugins that lib/rules/plugins has.
 */
import { evaluateMeta } from '../meta/expression.ts';
import type { MetaExpression } from '../meta/expression.ts';
import { ExpressionError, readExpression, tokensOf } from '../meta/read-expression.ts';
import type { Token } from '../meta/read-expression.ts';
import { isCapable, isFunction, isLoaded } from './capabilities.ts';

export const VERSION = '4.000001';
const PERL_VERSION = 5.036;

export interface ConditionOptions {
  readonly localTestsOnly: boolean;
  /** `enable_compat` words that were seen. */
  readonly compat: ReadonlySet<string>;
  readonly plugins: ReadonlySet<string>;
  /** False in the preferences of a user: can() is refused there. */
  readonly mayAskCan: boolean;
  /** Told what is wrong with a question; its answer is no. */
  readonly complain: (text: string) => void;
}

/** Throws an ExpressionError when it cannot be read. */
export function evaluateCondition(text: string, options: ConditionOptions): boolean {
  const expression = readExpression(operandsIn(tokensOf(text), options));
  const value = evaluateMeta(expression, {
    valueOf: () => 0,
    localTestsOnly: options.localTestsOnly,
  });
  return value !== 0 && !Number.isNaN(value);
}

function operandsIn(words: readonly string[], options: ConditionOptions): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === 'plugin' || word === 'can' || word === 'has') {
      const subject = words[at + 2] ?? '';
      if (words[at + 1] !== '(' || words[at + 3] !== ')' || !/^\w[\w:]*$/.test(subject))
        throw new ExpressionError(`${word} needs a name in parentheses`);
      tokens.push({ kind: 'number', value: ask(word, subject, options) ? 1 : 0 });
      at += 3;
    } else tokens.push(meaningOf(word));
  }
  return tokens;
}

function meaningOf(word: string): Token {
  const number = (value: number): MetaExpression => ({ kind: 'number', value });
  if (word === 'version') return number(Number(VERSION));
  if (word === 'perl_version') return number(PERL_VERSION);
  if (word === 'local_tests_only') return { kind: 'local-tests-only' };
  if (/^[-+]?\d+(?:\.\d+)?$/.test(word)) return number(Number(word));
  if (/^\W{1,2}$/.test(word)) return word;
  throw new ExpressionError(`${word} is not known here`);
}

function ask(word: 'plugin' | 'can' | 'has', subject: string, options: ConditionOptions): boolean {
  if (word === 'plugin') return isLoaded(subject, options.plugins);
  if (!/.::[^:]/.test(subject)) {
    options.complain(`${word}(${subject}): that is no function of a class, as in Class::function`);
    return false;
  }
  if (word === 'can' && !options.mayAskCan) {
    options.complain(`can(${subject}) is not available in user preferences`);
    return false;
  }
  const compatible = /^Mail::SpamAssassin::Conf::compat_(\w+)$/.exec(subject)?.[1];
  if (compatible !== undefined) return options.compat.has(compatible);
  return word === 'has' ? isFunction(subject, options.plugins) : isCapable(subject, options.plugins);
}
