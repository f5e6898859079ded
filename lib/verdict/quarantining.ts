/**
 * Whether a message goes into the quarantine on behalf of one recipient: by the category that blocks it, or, when it
 * passes, for being unchecked or having a bad header if the recipient's policy collects those. A blocked spam message is
 * not kept at or above the quarantine cutoff level, nor from a listed sender where such a cutoff is set. What is only
 * deferred because a check failed stays in Postfix's queue and is not kept.
 */
import type { RecipientPolicy } from '../policy/policy.ts';
import { settingOf, type Blocking } from './blocking.ts';
import { hasCategory } from './categories.ts';
import type { Category } from './category.ts';

export function isQuarantined(
  blocking: Blocking,
  categories: readonly Category[],
  policy: RecipientPolicy,
  score: number | null,
): boolean {
  if (blocking.failed !== null) return false;
  if (blocking.category === null) {
    return (
      (policy.quarantine.unchecked && hasCategory(categories, 'unchecked')) ||
      (policy.quarantine.bad_header && hasCategory(categories, 'bad-header'))
    );
  }
  const setting = settingOf(blocking.category);
  if (setting === undefined || !policy.quarantine[setting]) return false;
  return !(setting === 'spam' && isPastCutoff(policy, score));
}

function isPastCutoff(policy: RecipientPolicy, score: number | null): boolean {
  const cutoff = policy.levels.quarantineCutoff;
  if (cutoff === null) return false;
  return (policy.blocked && !policy.welcomed) || (score ?? 0) >= cutoff;
}
