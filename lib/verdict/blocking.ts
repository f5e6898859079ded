/**
 * The blocking loop: the highest category that keeps a message from one recipient, and what then happens to it.
 *
 * From the highest category down: one whose destiny is pass, or that the recipient loves, is let through. So is a bad
 * header that would be bounced to the null sender or to bulk mail, since that bounce would be suppressed anyway. The
 * first one left blocks. A check that had to work and did not stands in the same row as the category it would have
 * found: what is found above it still decides, below it the message is tried again later.
 */
import type { Blockable, RecipientPolicy } from '../policy/policy.ts';
import { CATEGORY_RANK, type Category, type CategoryName, type Destiny } from './category.ts';

export interface Blocking {
  readonly category: Category | null;
  readonly destiny: Destiny;
  /** The check whose failure is the reason. */
  readonly failed: FailedCheck | null;
}

export type FailedCheck = 'virus' | 'banned' | 'spam' | 'header';

const FAILURE_RANK: Readonly<Record<FailedCheck, number>> = {
  virus: CATEGORY_RANK.virus,
  banned: CATEGORY_RANK.banned,
  spam: CATEGORY_RANK.spam,
  header: CATEGORY_RANK['bad-header'],
};

/** The setting that a category goes by; none: it never blocks. */
const SETTING: Readonly<Partial<Record<CategoryName, Blockable>>> = {
  virus: 'virus',
  banned: 'banned',
  unchecked: 'unchecked',
  spam: 'spam',
  'bad-header': 'bad_header',
  oversized: 'oversized',
};

export function settingOf(category: Category): Blockable | undefined {
  return SETTING[category.name];
}

/** `bounceIsFutile`: null sender or bulk mail. `failed`: the checks that policy wants repeated, highest rank first. */
export function findBlocking(
  categories: readonly Category[],
  policy: RecipientPolicy,
  bounceIsFutile: boolean,
  failed: readonly FailedCheck[],
): Blocking {
  const first = failed[0];
  const failureRank = first === undefined ? 0 : FAILURE_RANK[first];
  for (const category of categories) {
    if (CATEGORY_RANK[category.name] < failureRank) break;
    const setting = settingOf(category);
    if (setting === undefined) continue;
    const destiny = policy.destiny[setting];
    if (destiny === 'pass' || policy.lover[setting]) continue;
    if (destiny === 'bounce' && bounceIsFutile && setting === 'bad_header') continue;
    return { category, destiny, failed: null };
  }
  if (first !== undefined)
    return { category: { name: 'unchecked', minor: 0 }, destiny: 'tempfail', failed: first };
  return { category: null, destiny: 'pass', failed: null };
}
