/**
 * Which of the levels tag, tag2, tag3 and kill a message reaches for one recipient (amavisd-new: do_tag ... do_kill).
 *
 *   tag   unless the recipient bypasses the spam check: sender on the block list, or no tag level set, or
 *         score >= tag level, where a welcomed sender's score counts 10 less
 *   tag2, tag3, kill   not for bypassing recipients, not from welcomed senders: on the block list, or score >= level
 *   tag3 implies tag2.
 *
 * Departures from amavisd-new: where nothing scored the message and nobody listed the sender, spam headers would state
 * what nobody looked into, so a check that was left out gives no tag; and an unknown score reaches no level above tag.
 */
import type { CheckReports } from '../check/report.ts';
import type { RecipientPolicy } from '../policy/policy.ts';

export interface Reached {
  readonly tag: boolean;
  readonly tag2: boolean;
  readonly tag3: boolean;
  readonly kill: boolean;
}

const NONE: Reached = { tag: false, tag2: false, tag3: false, kill: false };
const WELCOME_BONUS = -10;

export function reachedLevels(
  policy: RecipientPolicy,
  score: number | null,
  spam: CheckReports['spam'],
): Reached {
  const { levels, welcomed, blocked } = policy;
  if (policy.bypass.spam) return NONE;
  if (spam.state === 'skipped' && score === null && !welcomed && !blocked) return NONE;

  const reaches = (level: number | null): boolean =>
    !welcomed && (blocked || (level !== null && score !== null && score >= level));
  const tag = blocked || levels.tag === null || (score ?? 0) + (welcomed ? WELCOME_BONUS : 0) >= levels.tag;
  const tag3 = reaches(levels.tag3);
  return { tag, tag2: tag3 || reaches(levels.tag2), tag3, kill: reaches(levels.kill) };
}
