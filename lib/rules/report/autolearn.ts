/**
 * Whether SpamAssassin would learn a message of itself (spec 7.2: _AUTOLEARN_, _AUTOLEARNSCORE_; the plugin
 * AutoLearnThreshold). Points are those of the hits without the flags noautolearn, userconf and learn, with three decimals.
 * Learnt is ham with fewer points than bayes_auto_learn_threshold_nonspam (0.1), and spam with at least
 * bayes_auto_learn_threshold_spam (12), 3 of them from headers and 3 from bodies; a rule with autolearn_force lifts the
 * latter. What a Bayes classifier has said may not stand against it, nor the verdict.
 */
import { dependenciesOf } from '../meta/expression.ts';
import type { RuleSetResult } from '../result.ts';
import type { Rule, RuleSet, ScoreSet } from '../rule.ts';
import { roundScore } from '../score.ts';
import type { ReportSubject } from './subject.ts';

export interface Autolearn {
  readonly points: number;
  /** undefined: nothing is learnt. */
  readonly as: 'ham' | 'spam' | undefined;
  /** The rules that lifted the limits, in the order of hitting; empty unless something is learnt. */
  readonly forcedBy: readonly string[];
}

type Origin = 'header' | 'body' | 'meta' | 'other';

/** Of a score set. */
const BAYES_BIT = 2;
const LEAST_POINTS = 3;
const MOST_AGAINST = 1;

interface Sums {
  all: number;
  header: number;
  body: number;
  learned: number;
}

export function autolearn({
  set,
  result,
  isSpam,
}: Pick<ReportSubject, 'set' | 'result' | 'isSpam'>): Autolearn {
  // What Bayes has taught itself is not to count, nor the lower scores that rules have beside it.
  const scoreSet = (result.scoreSet & ~BAYES_BIT) as ScoreSet;
  const sums: Sums = { all: 0, header: 0, body: 0, learned: 0 };
  const forcedBy: string[] = [];
  for (const { rule: name, score: shown } of result.hits) {
    const rule = set.rules.get(name);
    const flags = rule?.tags.names ?? new Set();
    if (flags.has('noautolearn') || flags.has('userconf')) continue;
    if (flags.has('learn')) {
      sums.learned += shown;
      continue;
    }
    if (flags.has('autolearn_force')) forcedBy.push(name);
    const score = rule === undefined ? shown : rule.scores[scoreSet];
    sums.all += score;
    if (rule === undefined) continue;
    const share = headerShare(rule, set);
    if (share === undefined) continue;
    sums.header += roundScore(score * share);
    sums.body += roundScore(score * (1 - share));
  }
  const points = roundScore(sums.all);
  const wanted = learntAs({ ...sums, all: points }, set, isSpam, forcedBy.length > 0);
  const as = wanted === undefined || isKnown(wanted, set, result) ? undefined : wanted;
  return { points, as, forcedBy: as === undefined ? [] : forcedBy };
}

/** bayes_auto_learn_on_error: what Bayes is sure of already is not taught once more. */
function isKnown(as: 'ham' | 'spam', { settings }: RuleSet, { hits }: RuleSetResult): boolean {
  const sure = as === 'spam' ? 'BAYES_99' : 'BAYES_00';
  return settings.flag('bayes_auto_learn_on_error', false) && hits.some(({ rule }) => rule === sure);
}

function learntAs(
  { all, header, body, learned }: Sums,
  { plugins, settings }: RuleSet,
  isSpam: boolean,
  forced: boolean,
): 'ham' | 'spam' | undefined {
  if (!plugins.has('AutoLearnThreshold')) return undefined;
  if (all < settings.number('bayes_auto_learn_threshold_nonspam', 0.1))
    return isSpam || learned > MOST_AGAINST ? undefined : 'ham';
  if (all < settings.number('bayes_auto_learn_threshold_spam', 12)) return undefined;
  const fromBoth = header >= LEAST_POINTS && body >= LEAST_POINTS;
  return isSpam && (forced || fromBoth) && learned >= -MOST_AGAINST ? 'spam' : undefined;
}

/** Which part of its points a rule has from headers, 0 to 1; a meta rule as the rules do that it needs. */
function headerShare(rule: Rule, set: RuleSet): number | undefined {
  const { names } = rule.tags;
  if (names.has('autolearn_header')) return 1;
  if (names.has('autolearn_body')) return 0;
  const origin = originOf(rule);
  if (origin === 'header') return 1;
  if (origin === 'body') return 0;
  if (rule.test.kind !== 'meta') return undefined;
  const origins = dependenciesOf(rule.test.expression).map(name => originOf(set.rules.get(name)));
  const headers = origins.filter(one => one === 'header').length;
  const bodies = origins.filter(one => one === 'body').length;
  return headers + bodies === 0 ? undefined : headers / (headers + bodies);
}

function originOf(rule: Rule | undefined): Origin {
  const test = rule?.test;
  switch (test?.kind) {
    case 'header':
    case 'exists':
      return 'header';
    case 'mimeheader':
    case 'uri-detail':
      return 'body';
    case 'text':
      return test.area === 'full' ? 'other' : 'body';
    case 'eval':
      if (test.area === 'header') return 'header';
      return test.area === 'full' ? 'other' : 'body';
    case 'meta':
      return 'meta';
    case 'askdns':
    case 'empty':
    case 'broken':
    case undefined:
      return 'other';
  }
}
