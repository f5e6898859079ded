/**
 * A trial of rules with and without Bayes: of each class the older half of the messages is learnt, the newer half scored. The rules
 * see messages as they are; Bayes sees what strip.ts leaves of them.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { askBayes } from '../../lib/bayes/evidence.ts';
import { lessonOf } from '../../lib/bayes/lesson.ts';
import { receiveDate } from '../../lib/rules/receive-date.ts';
import { Deadline } from '../../lib/deadline.ts';
import type { RuleSet } from '../../lib/rules/rule.ts';
import { runRules } from '../../lib/rules/run-rules.ts';
import { viewSettings } from '../../lib/rules/view-settings.ts';
import { Stopwatch } from '../../lib/stopwatch.ts';
import { MemoryBayesStore } from '../../lib/store/bayes/memory-store.ts';
import { createViews, type Views } from '../../lib/views/views.ts';
import { commonLines, stripped } from './strip.ts';

export interface TrialMessage {
  readonly path: string;
  readonly hits: readonly string[];
  /** By the rules alone, and with Bayes. */
  readonly score: number;
  readonly bayesScore: number;
}

export interface Trial {
  readonly learnt: { readonly ham: number; readonly spam: number };
  readonly ham: readonly TrialMessage[];
  readonly spam: readonly TrialMessage[];
}

interface Source {
  readonly path: string;
  readonly bytes: Buffer;
  readonly dateS: number;
}

const NO_MESSAGE = /\.json$|^\./;
const LIMIT_PER_MESSAGE_MS = 60_000;

export async function runTrial(
  set: RuleSet,
  folders: { readonly ham: readonly string[]; readonly spam: readonly string[] },
  nowS: number,
): Promise<Trial> {
  const store = new MemoryBayesStore();
  const scored: { ham: TrialMessage[]; spam: TrialMessage[] } = { ham: [], spam: [] };
  const rest: { as: 'ham' | 'spam'; sources: readonly Source[]; common: ReadonlySet<string> }[] = [];
  for (const as of ['ham', 'spam'] as const) {
    for (const folder of folders[as]) {
      const sources = sourcesIn(folder);
      const half = Math.ceil(sources.length / 2);
      const older = sources.slice(0, half);
      const common = commonLines(older.map(({ bytes }) => bytes.toString('latin1')));
      for (const source of older)
        await store.learn([
          { ...lessonOf(bayesViews(source, set, common), set, { as, nowS }), ids: [source.path] },
        ]);
      rest.push({ as, sources: sources.slice(half), common });
    }
  }
  for (const { as, sources, common } of rest) {
    for (const source of sources) {
      const answer = await askBayes(bayesViews(source, set, common), set, store, new Stopwatch());
      const finding = await answer?.();
      const views = createViews(source.bytes, { settings: viewSettings(set) });
      const run = (outside: object, scoreSet: 0 | 2) =>
        runRules(set, views, { scoreSet, outside, deadline: new Deadline(LIMIT_PER_MESSAGE_MS) });
      const alone = run({}, 0);
      const both = finding === undefined ? alone : run({ bayes: finding.evidence }, 2);
      const hits = both.hits.map(({ rule }) => rule);
      scored[as].push({ path: source.path, hits, score: alone.score, bayesScore: both.score });
    }
  }
  const { ham, spam } = await store.totals();
  return { learnt: { ham, spam }, ...scored };
}

function bayesViews({ bytes }: Source, set: RuleSet, common: ReadonlySet<string>): Views {
  const text = stripped(bytes.toString('latin1'), common);
  return createViews(Buffer.from(text, 'latin1'), { settings: viewSettings(set) });
}

/** By date. */
function sourcesIn(folder: string): readonly Source[] {
  return readdirSync(folder)
    .filter(name => !NO_MESSAGE.test(name) && statSync(join(folder, name)).isFile())
    .sort()
    .map(name => {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      const dateS = receiveDate(createViews(bytes).header('ALL')) ?? 0;
      return { path, bytes, dateS };
    })
    .sort((a, b) => a.dateS - b.dateS);
}

/** Share of the messages at or above a score, 0 to 1; 0 of none. */
export function shareAt(scores: readonly number[], least: number): number {
  return scores.length === 0 ? 0 : scores.filter(score => score >= least).length / scores.length;
}
