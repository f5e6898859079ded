/** How many rules of which kind a set has, and which of them cannot hit here. Lines for people. */
import type { Rule, RuleSet } from '../rule.ts';
import { neverHits } from './never.ts';

const NAMES_WIDTH = 100;

export function statisticsLines(set: RuleSet, localTestsOnly: boolean): readonly string[] {
  const rules = [...set.rules.values()];
  const subrules = rules.filter(({ name }) => name.startsWith('__')).length;
  const kinds = [...Map.groupBy(rules, kindOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  const never = neverHits(set, localTestsOnly);
  const reasons = [...Map.groupBy(never, ([, reason]) => reason)].sort(([, a], [, b]) => b.length - a.length);
  return [
    `${rules.length} rules, ${subrules} of them subrules`,
    ...kinds.map(([kind, list]) => `  ${kind.padEnd(14)} ${counts(list)}`),
    `${never.size} rules cannot hit here`,
    ...reasons.flatMap(([reason, list]) => [
      `  ${reason} (${list.length}):`,
      ...wrap(list.map(([name]) => name)).map(line => `    ${line}`),
    ]),
  ];
}

function counts(rules: readonly Rule[]): string {
  const active = rules.filter(({ scores }) => scores[0] !== 0).length;
  const total = String(rules.length).padStart(5);
  return active === rules.length ? total : `${total}, ${active} with a score in local tests without Bayes`;
}

/** As the directive calls it; eval rules apart. */
export function kindOf({ test }: Rule): string {
  if (test.kind === 'text') return test.area;
  if (test.kind === 'eval') return `${test.area} eval`;
  return test.kind === 'exists' ? 'header' : test.kind;
}

function wrap(names: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const name of names) {
    if (line !== '' && line.length + 1 + name.length > NAMES_WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? name : `${line} ${name}`;
  }
  return line === '' ? lines : [...lines, line];
}
