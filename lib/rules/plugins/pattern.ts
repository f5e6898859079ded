/** Regexes that stand in arguments of eval functions, compiled once. They come from rule files, so there are few. */
import { RegexError, translateRegex, translateSource } from '../regex/rule-regex.ts';
import type { RuleRegex } from '../regex/rule-regex.ts';

const patterns = new Map<string, RuleRegex | undefined>();

/** `bare`: a source, slashes and all. `optional delimiters`: a literal where it begins like one, else a source. */
export type PatternForm = 'bare' | 'optional delimiters';

/** undefined: not a regex. */
export function patternOf(text: string, form: PatternForm = 'bare'): RuleRegex | undefined {
  const key = `${form} ${text}`;
  if (!patterns.has(key)) {
    try {
      const isLiteral = form === 'optional delimiters' && /^(?:\/|(?:m|qr)\W)/.test(text);
      patterns.set(key, isLiteral ? translateRegex(text) : translateSource(text, ''));
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      patterns.set(key, undefined);
    }
  }
  return patterns.get(key);
}
