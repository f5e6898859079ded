/**
 * Scores (spec 1.5): one number or four, one for each score set. A value in parentheses makes the line relative: it is
 * added to what the rule has already. Without a line a rule scores 1, a `T_` rule 0.01, negative when it is `nice`.
 */
import type { Scores } from './rule.ts';

/** New scores, or the text of a fault. */
export function parseScores(values: readonly string[], before: Scores | undefined): Scores | string {
  if (values.length !== 1 && values.length !== 4)
    return `a score has one number or four, not ${values.length}`;
  const relative = values.some(value => value.startsWith('('));
  const numbers: number[] = [];
  for (const value of values) {
    const number = /^\(?([+-]?(?:\d+(?:\.\d*)?|\.\d+))\)?$/.exec(value)?.[1];
    if (number === undefined || value.startsWith('(') !== value.endsWith(')')) return `not a score: ${value}`;
    numbers.push(Number(number));
  }
  if (relative && before === undefined) return 'a relative score needs an earlier score';
  const at = (index: number): number =>
    (numbers[index] ?? numbers[0] ?? 0) + (relative ? (before?.[index] ?? 0) : 0);
  return [at(0), at(1), at(2), at(3)];
}

export function defaultScores(name: string, nice: boolean): Scores {
  const score = (name.startsWith('T_') ? 0.01 : 1) * (nice ? -1 : 1);
  return [score, score, score, score];
}
