/**
 * A regex against the elements of an area: how often it hits, the first match and its place. With tflags multiple every
 * match counts, up to maxhits (spec 1.6). `numbers` are the elements in which a match is possible; default: all. Named captures become template tags (spec 1.9).
 */
import type { EvalContext } from './plugins/plugin.ts';
import type { RuleRegex } from './regex/rule-regex.ts';
import type { MatchPlace } from './result.ts';

export interface TestResult {
  /** Hits that count: more than 1 only with tflags multiple. */
  readonly count: number;
  /** What metas see, above 0 on a hit. */
  readonly value: number;
  readonly match: string;
  readonly where: MatchPlace | undefined;
}

export const MISS: TestResult = { count: 0, value: 0, match: '', where: undefined };
export const HIT: TestResult = { ...MISS, count: 1, value: 1 };

export function matchElements(
  regex: RuleRegex,
  elements: readonly string[],
  area: string,
  { rule, tags }: EvalContext,
  expired: () => boolean,
  numbers?: readonly number[],
): TestResult {
  const limit = rule.tags.names.has('multiple') ? rule.tags.maxHits : 1;
  const captured = new Map<string, Set<string>>();
  let count = 0;
  let first = MISS;
  for (const index of numbers ?? elements.keys()) {
    const element = elements[index] ?? '';
    for (const match of numbers === undefined ? regex.matches(element) : regex.matchesIn(element)) {
      if (count === 0)
        first = { ...HIT, match: match.text, where: { area, element: index + 1, offset: match.index } };
      if (regex.hasCaptures) {
        for (const { name, value } of regex.captures(match))
          captured.set(name, (captured.get(name) ?? new Set()).add(value));
      }
      count += 1;
      if (count >= limit) break;
    }
    if (count >= limit || expired()) break;
  }
  for (const [name, values] of captured) {
    const [only = '', ...more] = values;
    tags.set(name, more.length === 0 ? only : [...values]);
  }
  return count === 0 ? MISS : { ...first, count, value: count };
}
