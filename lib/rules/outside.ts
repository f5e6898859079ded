/**
 * What rules may know that does not stand in the message. Each is absent where it is switched off or not available; then
 * what depends on it does not hit.
 */
import type { Helpers } from '../net/helpers.ts';
import type { Resolver } from '../net/resolver.ts';

export interface Outside {
  /** Absent: local tests only, or there is no DNS. */
  readonly resolver?: Resolver;
  /** Client programs and daemons of the collaborative networks. Absent: local tests only. */
  readonly helpers?: Helpers;
  /** Lists that told not to answer this resolver (dns_block_rule). Absent: nothing is kept from one message to the next. */
  readonly refusingLists?: RefusingLists;
  /** Absent: too little was learnt, or nothing may be asked. */
  readonly bayes?: BayesEvidence;
}

export interface RefusingLists {
  /** Which of these domains are not to be asked now: the list of each refused at most so many seconds ago. */
  refusing(domains: readonly string[], seconds: number): readonly string[];
  /** Not before the message is delivered. */
  note(domain: string): Promise<void>;
}

export interface BayesEvidence {
  /** That the message is spam, 0 to 1; undefined: no token of it tells anything. */
  readonly probability: number | undefined;
}

export const NOTHING_OUTSIDE: Outside = {};
