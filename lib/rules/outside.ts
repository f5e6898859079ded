/**
 * What rules may know that does not stand in the message. Each is absent where it is switched off or not available; then
 * what depends on it does not hit.
 */
import type { Authentication } from '../auth/authentication.ts';
import type { Helpers } from '../net/helpers.ts';
import type { Resolver } from '../net/resolver.ts';
import type { SenderRecords } from './reputation/sender-records.ts';

export interface Outside {
  /** Absent: local tests only, or there is no DNS. */
  readonly resolver?: Resolver;
  /** Lists that told not to answer this resolver (dns_block_rule). Absent: nothing is kept from one message to the next. */
  readonly refusingLists?: RefusingLists;
  /** Who the message is from. Absent: local tests only. */
  readonly authentication?: Authentication;
  /** What the mail system says of the host that handed it the message. Absent: the Received fields tell. */
  readonly client?: MailClient;
  /** Client programs and daemons of the collaborative networks. Absent: local tests only. */
  readonly helpers?: Helpers;
  /** Absent: too little was learnt, or nothing may be asked. It may come when other questions are out, but before any rule runs. */
  readonly bayes?: BayesEvidence | undefined;
  /** Absent: senders are not remembered. */
  readonly reputation?: Reputation;
}

export interface Reputation {
  /** Those of the user for whom mail is looked at. */
  readonly own: SenderRecords;
  /** Those of all users together; absent: there is but one user. */
  readonly shared?: SenderRecords;
}

export interface RefusingLists {
  /** Which of these domains are not to be asked now: the list of each refused at most so many seconds ago. */
  refusing(domains: readonly string[], seconds: number): readonly string[];
  /** Not before the message is delivered. */
  note(domain: string): Promise<void>;
}

export interface MailClient {
  readonly address: string;
  readonly helo?: string;
}

export interface BayesEvidence {
  /** That the message is spam, 0 to 1; undefined: no token of it tells anything. */
  readonly probability: number | undefined;
  /** Absent: none of its tokens is known, or Bayes was told to keep out of this message. */
  readonly details?: BayesDetails;
}

/** What reports tell of it. */
export interface BayesDetails {
  /** Different tokens of the message, and how many of them are known. */
  readonly tokens: number;
  readonly known: number;
  /** Messages learnt. */
  readonly spam: number;
  readonly ham: number;
  /** The tokens that told, the strongest first. */
  readonly clues: readonly BayesClue[];
}

export interface BayesClue {
  /** Byte string. */
  readonly text: string;
  readonly probability: number;
  /** Messages with it. */
  readonly spam: number;
  readonly ham: number;
  /** When one of them was last received: seconds since 1970. */
  readonly atimeS: number;
}

export const NOTHING_OUTSIDE: Outside = {};
