/**
 * The points of a message by which senders are judged: those of what has hit so far, without what is no fault or merit of the
 * message itself (tflags noautolearn, userconf, learn; spec 5.4, 6.1).
 */
import type { RuleSetHit } from '../result.ts';
import type { RuleSet, ScoreSet } from '../rule.ts';
import { roundScore } from '../score.ts';

interface Scored {
  readonly set: RuleSet;
  readonly scoreSet: ScoreSet;
  readonly hits: () => readonly Pick<RuleSetHit, 'rule' | 'score'>[];
}

/** undefined: a rule with tflags noawl has hit, and the message is to count for nothing. */
export function welcomelistPoints({ set, hits }: Scored): number | undefined {
  const counting = hits().filter(({ rule }) => !has(set, rule, 'noautolearn'));
  if (counting.some(({ rule }) => has(set, rule, 'noawl'))) return undefined;
  return roundScore(sum(counting));
}

/** By the scores that the rules have without Bayes. */
export function autolearnPoints({ set, scoreSet, hits }: Scored): number {
  const counting = hits().filter(
    ({ rule }) => !['noautolearn', 'userconf', 'learn'].some(flag => has(set, rule, flag)),
  );
  const plainSet = (scoreSet & ~2) as ScoreSet;
  return roundScore(
    sum(
      counting.map(({ rule, score }) => {
        const scores = set.rules.get(rule)?.scores;
        // Another score than its own was given to it by the program, and counts in every set.
        return { score: scores?.[scoreSet] === score ? scores[plainSet] : score };
      }),
    ),
  );
}

function sum(hits: readonly { readonly score: number }[]): number {
  return hits.reduce((total, { score }) => total + score, 0);
}

function has({ rules }: RuleSet, rule: string, flag: string): boolean {
  return rules.get(rule)?.tags.names.has(flag) === true;
}
