/**
 * Scores (spec 1.5): one number or four, one for each score set. A value in parentheses makes the line relative: it is
 * added to what the rule has already. Without a line a rule scores 1, a `T_` rule 0.01, negative when it is `nice`.
 */
import type { Scores } from './rule.ts';

/** New scores, or the text of a fault. */
export function parseScores(words: readonly string[], before: Scores | undefined): Scores | string {
  if (words.length !== 1 && words.length !== 4)
    return `${words.length} values are wrong; allowed: one number, or four`;
  const relative = words.some(word => isRelative(word));
  const wrong = words.find(word => !/^-?\d+(?:\.\d+)?$/.test(plain(word)));
  if (wrong !== undefined) return `${wrong} is wrong; allowed: a number, such as 1.5`;
  if (relative && before === undefined) return 'a relative score needs an earlier score';
  const numbers = words.map(word => Number(plain(word)));
  const at = (index: number): number =>
    (numbers[index] ?? numbers[0] ?? 0) + (relative ? (before?.[index] ?? 0) : 0);
  return [at(0), at(1), at(2), at(3)];
}

function isRelative(word: string): boolean {
  return /^\(.*\)$/.test(word);
}

function plain(word: string): string {
  return isRelative(word) ? word.slice(1, -1) : word;
}

export function defaultScores(name: string, nice: boolean): Scores {
  const score = (name.startsWith('T_') ? 0.01 : 1) * (nice ? -1 : 1);
  return [score, score, score, score];
}

/** To three decimals as printf does it: a tie goes to the even digit. Only odd sixteenths are ties. */
export function roundScore(sum: number): number {
  if (Math.abs(sum * 16) % 2 !== 1) return Number(sum.toFixed(3));
  const below = Math.floor(sum * 1000);
  return (below % 2 === 0 ? below : below + 1) / 1000;
}
