/**
 * What rules may know that does not stand in the message. Each is absent where it is switched off or not available; then
 * what depends on it does not hit.
 */
import type { Resolver } from '../net/resolver.ts';
import type { SenderRecords } from './reputation/sender-records.ts';

export interface Outside {
  /** Absent: local tests only. */
  readonly resolver?: Resolver;
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
