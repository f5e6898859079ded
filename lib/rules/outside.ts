/**
 * What rules may know that does not stand in the message. Each is absent where it is switched off or not available; then
 * what depends on it does not hit.
 */
import type { Helpers } from '../net/helpers.ts';
import type { Resolver } from '../net/resolver.ts';

export interface Outside {
  /** Absent: local tests only. */
  readonly resolver?: Resolver;
  /** Client programs and daemons of the collaborative networks. Absent: local tests only. */
  readonly helpers?: Helpers;
  /** Absent: too little was learnt, or nothing may be asked. */
  readonly bayes?: BayesEvidence;
}

export interface BayesEvidence {
  /** That the message is spam, 0 to 1; undefined: no token of it tells anything. */
  readonly probability: number | undefined;
}

export const NOTHING_OUTSIDE: Outside = {};
