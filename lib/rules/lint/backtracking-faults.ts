/**
 * Warnings about regexes that a sender can make very slow. They do run: a rule that takes too long ends with the time
 * limit of the message. Regexes of more than MAX_CHARS are not looked at; in the stock rules those have been put
 * together from replace tags.
 */
import { parsePerlRegex } from '../regex/parse-perl.ts';
import { RegexError } from '../regex/ast.ts';
import { findBacktrackingRisk } from '../regex/backtracking/backtracking.ts';
import type { BacktrackingRisk } from '../regex/backtracking/backtracking.ts';
import type { RuleRegex } from '../regex/rule-regex.ts';
import type { RuleFault, RuleSet, RuleTest } from '../rule.ts';

const MAX_CHARS = 20_000;
const MAX_SHOWN_CHARS = 80;

export function backtrackingFaults(set: RuleSet): readonly RuleFault[] {
  return [...set.rules.values()].flatMap(({ name, test, file, line }) => {
    const risks = regexesOf(test).flatMap(regex => describeRisk(regex) ?? []);
    return risks
      .slice(0, 1)
      .map(text => ({ file, line, level: 'warning' as const, text: `${name}: ${text}` }));
  });
}

function regexesOf(test: RuleTest): readonly RuleRegex[] {
  if (test.kind === 'uri-detail') return test.clauses.map(({ regex }) => regex);
  return 'regex' in test ? [test.regex] : [];
}

function describeRisk({ perlSource, perlFlags }: RuleRegex): string | undefined {
  if (perlSource.length > MAX_CHARS) return undefined;
  const risk = riskOf(perlSource, perlFlags);
  if (risk === undefined) return undefined;
  const part = perlSource.slice(risk.start, risk.end);
  const shown = part.length > MAX_SHOWN_CHARS ? `${part.slice(0, MAX_SHOWN_CHARS)}...` : part;
  const growth =
    risk.growth === 'exponential'
      ? 'exponential time'
      : 'time that grows with the third power of the text or faster';
  return `regular expression may need ${growth}: ${shown}; make the repeated parts exclusive or bound them`;
}

/** What cannot be parsed is an error of its own. */
function riskOf(source: string, flags: string): BacktrackingRisk | undefined {
  try {
    return findBacktrackingRisk(parsePerlRegex(source, flags));
  } catch (error) {
    if (error instanceof RegexError) return undefined;
    throw error;
  }
}
