/**
 * X-Spam-Flag, -Score, -Level and -Status for one recipient, in exactly amavisd-new's form, which procmail recipes and
 * Sieve scripts match on.
 *
 * A sender on the block list shows a score of at least 64 and 64 stars, a welcomed one a score of at most 0 and no star.
 * Levels are printed as they are set, and left out when not set; an unknown score is `x` in the status and 0 in the score.
 */
import type { RecipientPolicy } from '../policy/policy.ts';
import { foldPieces } from './fold.ts';
import type { Reached } from './levels.ts';
import { formatScore, type Score } from './score.ts';

const MAX_STARS = 64;

export function spamFields(policy: RecipientPolicy, reached: Reached, score: Score): readonly string[] {
  const stars = starsOf(policy, score.total);
  return [
    `X-Spam-Flag: ${reached.tag2 ? 'YES' : 'NO'}`,
    `X-Spam-Score: ${formatScore(shownScore(policy, score.total ?? 0))}`,
    stars === '' ? 'X-Spam-Level:' : `X-Spam-Level: ${stars}`,
    statusField(policy, reached, score),
  ];
}

export function shownScore(sender: { welcomed: boolean; blocked: boolean }, score: number): number {
  const raised = sender.blocked ? Math.max(MAX_STARS, score) : score;
  return sender.welcomed ? Math.min(0, raised) : raised;
}

export function starsOf(sender: { welcomed: boolean; blocked: boolean }, score: number | null): string {
  if (sender.welcomed) return '';
  const count = sender.blocked ? MAX_STARS : Math.min(MAX_STARS, score ?? 0);
  return '*'.repeat(Math.max(0, Math.trunc(count)));
}

/** The pieces between which X-Spam-Status may be folded; also used by the quarantine. */
export function testPieces(tests: readonly string[]): readonly string[] {
  const [first, ...rest] = tests;
  if (first === undefined) return [' tests=[]'];
  const items = [` tests=[${first}`, ...rest.map(test => ` ${test}`)];
  return items.map((item, index) => `${item}${index === items.length - 1 ? ']' : ','}`);
}

function statusField(policy: RecipientPolicy, reached: Reached, score: Score): string {
  const { tag, tag2 } = policy.levels;
  return foldPieces([
    `X-Spam-Status: ${reached.tag2 ? 'Yes' : 'No'},`,
    ` score=${score.total === null ? 'x' : formatScore(score.total)}`,
    ...(tag === null ? [] : [` tagged_above=${tag}`]),
    ...(tag2 === null ? [] : [` required=${tag2}`]),
    ...(policy.blocked ? [' BLACKLISTED'] : []),
    ...(policy.welcomed ? [' WHITELISTED'] : []),
    ...testPieces(score.tests),
    ` autolearn=${score.autolearn ?? 'unavailable'}`,
  ]);
}
