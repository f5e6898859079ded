/**
 * Opens what rules may know beyond the message (lib/rules/outside.ts), for one message, as the site and its rule files say: name
 * servers to ask, what Bayes has learnt, and what is known of senders. What fails is a remark, and the rules do without it, unless it is needed: then this
 * rejects.
 */
import { join } from 'node:path';
import { Authentication } from '../../auth/authentication.ts';
import type { Deadline } from '../../deadline.ts';
import type { MessageOrigin } from './origin.ts';
import type { ByteSource } from '../../io/source.ts';
import type { HelperCall } from '../../net/helpers.ts';
import { openHelpers, type HelperPlaces } from '../../net/open-helpers.ts';
import { openCacheFile } from '../../net/cache-file.ts';
import { MAX_QUESTIONS, MessageResolver, type AnswerCache } from '../../net/message-resolver.ts';
import type { DnsServerAddress } from '../../net/dns-server.ts';
import type { QueryRecord } from '../../net/resolver.ts';
import type { ReputationSource } from '../../reputation/source.ts';
import type { Outside } from '../../rules/outside.ts';
import { spfLimits } from '../../rules/plugins/spf/limits.ts';
import type { ScoreSet } from '../../rules/rule.ts';
import { resolverSettings } from './resolver-settings.ts';
import { refusingLists } from '../../store/refusing-lists.ts';
import { NO_BAYES, openBayes } from './bayes.ts';
import type { BayesOptions, LookingForBayes, MessageBayes } from './bayes.ts';

export interface OutsideOptions extends BayesOptions {
  /** Absent: local tests only. */
  readonly network?: NetworkOptions | undefined;
  /** Absent: nothing is known of senders. */
  readonly reputation?: ReputationSource | undefined;
}

export interface NetworkOptions {
  /** Of this host. */
  readonly hostname: string;
  /** Name servers; undefined: those of the rule files (dns_server), else those of the system. Empty: nobody is asked. */
  readonly servers: readonly DnsServerAddress[] | undefined;
  /** For all answers of a message; rbl_timeout of the rule files counts if it is less. null: no such limit. */
  readonly timeoutMs: number | null;
  /** Where it is kept which lists refused to answer (dns_block_rule), and answers. */
  readonly stateDirectory: string;
  /** Whether answers are kept for the messages that follow. */
  readonly keepsAnswers: boolean;
  /** Answers that are known beforehand, instead of those that are kept. */
  readonly answers?: AnswerCache;
  /** Where the client programs of the collaborative networks are looked for. Absent: none is run. */
  readonly programs?: HelperPlaces | undefined;
}

export interface OpenOutside {
  /** What Bayes knows stands in it once it has answered. */
  readonly outside: Outside;
  /**
   * By what evidence there may be (spec 1.5). Without DNS the scores of network tests hold all the same, as in SpamAssassin. Should
   * Bayes fail to answer, it is another.
   */
  readonly scoreSet: ScoreSet;
  /**
   * Absent: Bayes has answered. To be called once, when other questions are out. Gives the score set that holds. Rejects where Bayes
   * is needed and has failed.
   */
  readonly bayesAnswered?: () => Promise<ScoreSet>;
  /** Known by then. */
  readonly bayes: MessageBayes;
  readonly remarks: readonly string[];
  /** What the DNS was asked, and what it told. */
  readonly queries: readonly QueryRecord[];
  /** What the collaborative networks were asked, and what they told. */
  readonly calls: readonly HelperCall[];
  /** Ends what is still open; nothing keeps the process afterwards. */
  readonly close: () => void;
}

export interface MessageAtHand {
  /** All of it. */
  readonly source: ByteSource;
  readonly origin: MessageOrigin;
}

export interface Looking extends LookingForBayes, MessageAtHand {
  readonly deadline: Deadline;
}

/** In the state directory. */
const ANSWERS = 'dns-answers';
/** Of a score set. */
const BAYES_BIT = 2;

export async function openOutside(looking: Looking, options: OutsideOptions): Promise<OpenOutside> {
  const { set, origin } = looking;
  const question = await openBayes(looking, options);
  let bayes = question.isWaitedFor ? undefined : await question.answer();
  const { network } = options;
  const kept =
    network?.keepsAnswers === true ? openCacheFile(join(network.stateDirectory, ANSWERS), nowMs) : undefined;
  const resolver = network === undefined ? undefined : resolverFor(looking, network, network.answers ?? kept);
  const reputation = options.reputation?.of(set);
  const helpers = network?.programs === undefined ? undefined : openHelpers(network.programs);
  return {
    outside: {
      ...(resolver === undefined || network === undefined
        ? {}
        : {
            resolver,
            refusingLists: refusingLists(network.stateDirectory, nowMs),
            authentication: authenticationOf(looking, resolver, network),
            ...clientOf(origin),
          }),
      ...(helpers === undefined ? {} : { helpers }),
      get bayes() {
        return bayes?.evidence;
      },
      ...(reputation === undefined ? {} : { reputation }),
    },
    scoreSet: scoreSetFor(network, bayes === undefined || bayes.evidence !== undefined),
    ...(bayes === undefined
      ? {
          bayesAnswered: async () => {
            bayes = await question.answer();
            return scoreSetFor(network, bayes.evidence !== undefined);
          },
        }
      : {}),
    get bayes() {
      return bayes ?? NO_BAYES;
    },
    get remarks() {
      return [...(bayes?.remarks ?? []), ...remarksOn(resolver)];
    },
    get queries() {
      return resolver?.queries ?? [];
    },
    calls: helpers?.calls ?? [],
    close: () => {
      resolver?.close();
      kept?.close();
      helpers?.stop();
    },
  };
}

function scoreSetFor(network: NetworkOptions | undefined, usesBayes: boolean): ScoreSet {
  return ((network === undefined ? 0 : 1) | (usesBayes ? BAYES_BIT : 0)) as ScoreSet;
}

function authenticationOf(
  { set, source, nowS }: Looking,
  resolver: MessageResolver,
  { hostname }: NetworkOptions,
): Authentication {
  return new Authentication({ source, resolver, hostname, nowMs: nowS * 1000, spf: spfLimits(set) });
}

function resolverFor(
  { set, deadline }: Looking,
  { servers, timeoutMs }: NetworkOptions,
  cache: AnswerCache | undefined,
): MessageResolver | undefined {
  const settings = resolverSettings(set, servers);
  const limit = timeoutMs === null ? deadline : deadline.within(timeoutMs);
  return settings === undefined
    ? undefined
    : new MessageResolver(settings, { deadline: limit, ...(cache === undefined ? {} : { cache }) });
}

function remarksOn(resolver: MessageResolver | undefined): readonly string[] {
  const excess = resolver?.excess ?? 0;
  return excess === 0
    ? []
    : [`the DNS was not asked ${excess} more questions: one message may ask ${MAX_QUESTIONS}`];
}

/** One who has logged in is a user of the site and no host that sends for a domain. */
function clientOf({ client, saslUsername }: MessageOrigin): Pick<Outside, 'client'> {
  const { address, helo } = client ?? {};
  if (address === undefined || saslUsername !== undefined) return {};
  return { client: helo === undefined ? { address } : { address, helo } };
}

/** Since 1970. */
function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
