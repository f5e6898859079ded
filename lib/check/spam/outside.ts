/**
 * Opens what rules may know beside the message (lib/rules/outside.ts): what Bayes has learnt, what is known of senders, the
 * DNS. Others (signatures) join here. What fails is a remark, and the rules do without it, unless it is needed: then this rejects.
 */
import type { Deadline } from '../../deadline.ts';
import type { QueryRecord } from '../../net/resolver.ts';
import type { ReputationSource } from '../../reputation/source.ts';
import type { Outside } from '../../rules/outside.ts';
import type { RuleSet, ScoreSet } from '../../rules/rule.ts';
import type { Stopwatch } from '../../stopwatch.ts';
import type { Views } from '../../views/views.ts';
import { openBayes, type BayesOptions, type MessageBayes } from './bayes.ts';
import { openNetwork, type NetworkOptions } from './network.ts';

export interface OutsideOptions extends BayesOptions {
  /** Absent: local tests only. */
  readonly network?: NetworkOptions | undefined;
  /** Absent: nothing is known of senders. */
  readonly reputation?: ReputationSource | undefined;
}

export interface ScannedMessage {
  readonly views: Views;
  readonly stopwatch: Stopwatch;
  readonly deadline: Deadline;
  /** When it is looked at: seconds since 1970. */
  readonly nowS: number;
}

export interface OpenedOutside {
  readonly outside: Outside;
  /**
   * Rules have scores of their own for each kind of evidence that there may be (spec 1.5). Without DNS those of network tests
   * hold all the same, as in SpamAssassin.
   */
  readonly scoreSet: ScoreSet;
  readonly bayes: MessageBayes;
  readonly remarks: readonly string[];
  readonly queries: readonly QueryRecord[];
  /** Ends what is still open. */
  readonly close: () => void;
}

export async function openOutside(
  set: RuleSet,
  { views, stopwatch, deadline, nowS }: ScannedMessage,
  options: OutsideOptions,
): Promise<OpenedOutside> {
  const bayes = await openBayes(views, set, options, stopwatch, nowS);
  const { evidence, remarks } = bayes;
  const network = openNetwork(set, options.network, deadline);
  const { resolver, close } = network;
  const reputation = options.reputation?.of(set);
  return {
    outside: {
      ...(evidence === undefined ? {} : { bayes: evidence }),
      ...(resolver === undefined ? {} : { resolver }),
      ...(reputation === undefined ? {} : { reputation }),
    },
    scoreSet: scoreSetFor(options.network !== undefined, evidence !== undefined),
    bayes,
    remarks,
    get queries() {
      return network.queries;
    },
    close,
  };
}

function scoreSetFor(hasNetwork: boolean, hasBayes: boolean): ScoreSet {
  if (!hasNetwork) return hasBayes ? 2 : 0;
  return hasBayes ? 3 : 1;
}
