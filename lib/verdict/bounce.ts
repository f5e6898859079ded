/**
 * Whether the sender gets a bounce of ours for one recipient, and if not, why (amavisd-new: delivery_status_notification).
 *
 * A bounce is due for the destinies bounce and reject. It is suppressed for the null sender, for an infected message (its
 * sender is taken for forged), at or above the DSN cutoff level, for a listed sender where such a cutoff is set, and for
 * bulk mail. Nothing is sent while the message stays in the queue (status 75) or where Postfix bounces itself (69).
 */
import { EX_TEMPFAIL, EX_UNAVAILABLE, type FilterStatus } from '../sysexits.ts';
import type { RecipientPolicy } from '../policy/policy.ts';
import type { BulkKind } from './bulk.ts';
import type { Destiny } from './category.ts';
import type { Verdict } from './verdict.ts';

export interface BounceFacts {
  readonly destiny: Destiny;
  readonly policy: RecipientPolicy;
  readonly score: number | null;
  readonly infected: boolean;
  readonly senderIsNull: boolean;
  readonly bulk: BulkKind | null;
  /** The status that the whole message leaves the filter with. */
  readonly exitStatus: FilterStatus;
}

export function bounceFor(facts: BounceFacts): Verdict['dsn'] {
  const why = whyNot(facts);
  return why === null ? { send: true } : { send: false, why };
}

function whyNot({ destiny, policy, score, ...message }: BounceFacts): string | null {
  if (destiny === 'pass') return 'passes';
  if (message.exitStatus === EX_TEMPFAIL) return 'tried again later';
  if (destiny === 'tempfail') return 'tried again later';
  if (destiny === 'discard') return 'destiny is discard';
  if (message.exitStatus === EX_UNAVAILABLE) return 'refused by exit status';
  if (message.senderIsNull) return 'null sender';
  if (message.infected) return 'infected, sender taken for forged';
  const cutoff = policy.levels.dsnCutoff;
  if (cutoff !== null && (score ?? 0) >= cutoff) return `score at or above DSN cutoff level ${cutoff}`;
  if (cutoff !== null && policy.blocked && !policy.welcomed) return 'sender on the block list';
  if (message.bulk !== null) return `bulk mail (${message.bulk})`;
  return null;
}
