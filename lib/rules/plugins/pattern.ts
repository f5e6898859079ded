/** Regexes that stand in arguments of eval functions: bare sources, compiled once. They come from rule files, so there are few. */
import { RegexError, translateSource } from '../regex/rule-regex.ts';
import type { RuleRegex } from '../regex/rule-regex.ts';

const patterns = new Map<string, RuleRegex | undefined>();

/** undefined: not a regex. */
export function patternOf(source: string): RuleRegex | undefined {
  if (!patterns.has(source)) {
    try {
      patterns.set(source, translateSource(source, ''));
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      patterns.set(source, undefined);
    }
  }
  return patterns.get(source);
}
