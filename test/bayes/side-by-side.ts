/** mailsift and SpamAssassin learn the same messages and score the same others, by Bayes alone. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askBayes } from '../../lib/bayes/evidence.ts';
import { lessonOf } from '../../lib/bayes/lesson.ts';
import type { RuleSet } from '../../lib/rules/rule.ts';
import { viewSettings } from '../../lib/rules/view-settings.ts';
import { Stopwatch } from '../../lib/stopwatch.ts';
import { MemoryBayesStore } from '../../lib/store/bayes/memory-store.ts';
import { createViews, type Views } from '../../lib/views/views.ts';

export interface Exercise {
  readonly set: RuleSet;
  /** The settings of the set that are not those of the stock rules, for the peer. */
  readonly config: readonly string[];
  readonly ham: readonly string[];
  readonly spam: readonly string[];
  readonly scored: readonly string[];
}

export interface Pair {
  readonly file: string;
  /** undefined: no probability. */
  readonly own: number | undefined;
  readonly peer: number | undefined;
}

export async function sideBySide(exercise: Exercise): Promise<Pair[]> {
  const { scored } = exercise;
  const own = await ownAnswers(exercise);
  const peer = peerAnswers(exercise);
  return scored.map((file, index) => ({ file, own: own[index], peer: peer[index] }));
}

async function ownAnswers({ set, ham, spam, scored }: Exercise): Promise<(number | undefined)[]> {
  const store = new MemoryBayesStore();
  const nowS = Math.trunc(Date.now() / 1000);
  const viewsOf = (file: string): Views => createViews(readFileSync(file), { settings: viewSettings(set) });
  for (const [as, files] of [['ham', ham] as const, ['spam', spam] as const])
    for (const file of files) await store.learn([lessonOf(viewsOf(file), set, { as, nowS })]);
  const answers: (number | undefined)[] = [];
  for (const file of scored) {
    const answer = await askBayes(viewsOf(file), set, store, new Stopwatch());
    const finding = await answer?.();
    answers.push(finding?.evidence.probability);
  }
  return answers;
}

function peerAnswers({ config, ham, spam, scored }: Exercise): (number | undefined)[] {
  const lines = [
    ...ham.map(file => `ham ${file}`),
    ...spam.map(file => `spam ${file}`),
    ...scored.map(file => `score ${file}`),
  ];
  const run = spawnSync('perl', [join(import.meta.dirname, 'compare.pl'), ...config], {
    input: lines.join('\n'),
    maxBuffer: 1 << 26,
  });
  if (run.status !== 0) throw new Error(`the peer failed: ${run.stderr.toString()}`);
  return run.stdout
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => (line === 'none' ? undefined : Number(line)));
}

/** The rules of the set that hit at this probability: names of check_bayes rules. */
export function bayesRules(set: RuleSet, probability: number | undefined): string {
  if (probability === undefined) return '';
  const names: string[] = [];
  for (const { name, test } of set.rules.values()) {
    if (test.kind !== 'eval' || test.function !== 'check_bayes') continue;
    const [min = '0', max = 'undef'] = test.args;
    const isAbove = Number(min) === 0 || probability > Number(min);
    if (isAbove && (max === 'undef' || probability <= Number(max))) names.push(name);
  }
  return names.sort().join(' ');
}
