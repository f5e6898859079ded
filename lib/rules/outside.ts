/**
 * What rules may know that does not stand in the message. Each is absent where it is switched off or not available; then
 * what depends on it does not hit.
 */
import type { Authentication } from '../auth/authentication.ts';
import type { Resolver } from '../net/resolver.ts';
import type { SenderRecords } from './reputation/sender-records.ts';

export interface Outside {
  /** Absent: local tests only. */
  readonly resolver?: Resolver;
  /** Who the message is from. Absent: local tests only. */
  readonly authentication?: Authentication;
  /** What the mail system says of the host that handed it the message. Absent: the Received fields tell. */
  readonly client?: MailClient;
  /** Absent: too little was learnt, or nothing may be asked. */
  readonly bayes?: BayesEvidence;
  /** Absent: senders are not remembered. */
  readonly reputation?: Reputation;
}

export interface Reputation {
  /** Those of the user for whom mail is looked at. */
  readonly own: SenderRecords;
  /** Those of all users together; absent: there is but one user. */
  readonly shared?: SenderRecords;
}

export interface MailClient {
  readonly address: string;
  readonly helo?: string;
}

export interface BayesEvidence {
  /** That the message is spam, 0 to 1; undefined: no token of it tells anything. */
  readonly probability: number | undefined;
}

export const NOTHING_OUTSIDE: Outside = {};
