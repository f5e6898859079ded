/**
 * Bayes against SpamAssassin 4.0.1: both learn the same messages of the public corpus (1,000 of each class) and score others.
 *
 *   node test/bayes/compare.ts [--learn 1000] [--score 4000] [--show 20]
 *
 * Prints how many of the others get the same BAYES_ rules, and how far the probabilities lie apart. The measure: the same
 * rules on 99 %, within 0.01 on 99 %. Some minutes; test/bayes/side-by-side.test.ts does a little of it.
 */
import { parseArgs } from 'node:util';
import { loadRules } from '../../lib/rules/load-rules.ts';
import { publicMessages } from '../support/public-corpus.ts';
import { bayesRules, sideBySide } from './side-by-side.ts';

const { values } = parseArgs({
  options: {
    learn: { type: 'string', default: '1000' },
    score: { type: 'string', default: '100000' },
    show: { type: 'string', default: '20' },
  },
});
const learnt = Number(values.learn);

/** Evenly from all folders. */
function spread(files: readonly string[], count: number): Set<string> {
  const step = Math.max(1, files.length / count);
  return new Set(
    Array.from({ length: Math.min(count, files.length) }, (_, at) => files[Math.trunc(at * step)] ?? ''),
  );
}

const ham = spread(publicMessages('ham'), learnt);
const spam = spread(publicMessages('spam'), learnt);
const rest = publicMessages('both').filter(file => !ham.has(file) && !spam.has(file));
const scored = [...spread(rest, Number(values.score))];
const set = loadRules(['/usr/share/spamassassin']);
const pairs = await sideBySide({ set, config: [], ham: [...ham], spam: [...spam], scored });

const percent = (count: number): string => `${((100 * count) / pairs.length).toFixed(2)} %`;
const sameRule = pairs.filter(({ own, peer }) => bayesRules(set, own) === bayesRules(set, peer)).length;
const within = (limit: number): number =>
  pairs.filter(({ own, peer }) => own === peer || Math.abs((own ?? NaN) - (peer ?? NaN)) <= limit).length;
console.log(`learnt ${ham.size} ham and ${spam.size} spam, scored ${pairs.length} others`);
console.log(`same BAYES_ rules: ${sameRule} (${percent(sameRule)})`);
for (const limit of [0.01, 0.001, 1e-9])
  console.log(`within ${limit}: ${within(limit)} (${percent(within(limit))})`);
const apart = pairs
  .map(pair => ({ ...pair, by: Math.abs((pair.own ?? -1) - (pair.peer ?? -1)) }))
  .filter(({ by }) => by > 0.01)
  .sort((a, b) => b.by - a.by);
for (const { file, own, peer } of apart.slice(0, Number(values.show)))
  console.log(`  ${own?.toFixed(4) ?? 'none'} ${peer?.toFixed(4) ?? 'none'} ${file}`);
