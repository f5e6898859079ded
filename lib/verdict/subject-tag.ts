/**
 * The text that goes in front of the Subject for one recipient: the first non-empty tag going down the categories
 * virus, unchecked, spammy (tag3), spammy (tag2), clean (tag); '' for none, and for recipients that are not local.
 *
 * Macros as in amavisd-new, as far as one message has them: _SCORE_ _REQD_ _YESNO_ _YESNOCAPS_ _HOSTNAME_ _MAILID_
 * _SUBJPREFIX_ (always empty). Others stay as they are.
 */
import type { RecipientPolicy } from '../policy/policy.ts';
import type { Category } from './category.ts';
import type { Reached } from './levels.ts';
import { formatScore } from './score.ts';

export interface SubjectTagFacts {
  readonly categories: readonly Category[];
  readonly reached: Reached;
  readonly score: number | null;
  readonly hostname: string;
  readonly mailId: string;
}

export function subjectTagFor(policy: RecipientPolicy, facts: SubjectTagFacts): string {
  if (!policy.local) return '';
  const template = facts.categories.map(category => tagOf(category, policy)).find(tag => tag !== '');
  return template === undefined ? '' : expand(template, policy, facts);
}

function tagOf({ name, minor }: Category, { subjectTag }: RecipientPolicy): string {
  if (name === 'virus') return subjectTag.virus;
  if (name === 'unchecked') return minor === 0 ? subjectTag.unchecked : '';
  if (name === 'spammy') return minor === 1 ? subjectTag.tag3 : subjectTag.tag2;
  return name === 'clean' && minor === 1 ? subjectTag.tag : '';
}

function expand(template: string, policy: RecipientPolicy, facts: SubjectTagFacts): string {
  const required = policy.bypass.spam ? null : policy.levels.tag2;
  const macros = new Map([
    ['SCORE', formatScore(facts.score ?? 0)],
    ['REQD', required === null ? '-' : formatScore(required)],
    ['YESNO', facts.reached.tag2 ? 'Yes' : 'No'],
    ['YESNOCAPS', facts.reached.tag2 ? 'YES' : 'NO'],
    ['HOSTNAME', facts.hostname],
    ['MAILID', facts.mailId],
    ['SUBJPREFIX', ''],
  ]);
  return template.replace(/_([A-Z]+)_/g, (macro, name: string) => macros.get(name) ?? macro);
}
