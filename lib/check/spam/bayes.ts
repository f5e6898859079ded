/**
 * Bayes on one message: evidence before the rules, and what is to be done with it once the message has been delivered. A
 * database that fails is a remark, and there is no evidence: a message is not held up by it.
 */
import { askBayes, type BayesFinding, type UsedToken } from '../../bayes/evidence.ts';
import { expire, isExpiryDue } from '../../bayes/expire.ts';
import { lessonOf } from '../../bayes/lesson.ts';
import { receivedBefore } from '../../rules/receive-date.ts';
import { bayesSettings, isIgnored } from '../../bayes/settings.ts';
import type { BayesSource } from '../../bayes/source.ts';
import { describeError } from '../../errors.ts';
import type { BayesEvidence } from '../../rules/outside.ts';
import type { RuleSet } from '../../rules/rule.ts';
import type { Stopwatch } from '../../stopwatch.ts';
import type { BayesStore, MessageClass } from '../../store/bayes/bayes-store.ts';
import { DEFAULT_BAYES_OPTIONS } from '../../store/bayes/options.ts';
import type { Views } from '../../views/views.ts';

export interface MessageBayes {
  readonly evidence: BayesEvidence | undefined;
  readonly remarks: readonly string[];
  /** Whether it may be learnt from without being asked. */
  readonly learns: boolean;
  /** To be done after delivery. `as`: the class to learn it as, undefined: none. */
  readonly afterwards: (as: MessageClass | undefined) => (() => Promise<void>)[];
}

export interface BayesOptions {
  readonly bayes?: BayesSource | undefined;
  /** A database that fails is an error. Default: a remark. */
  readonly needsBayes?: boolean;
}

export interface LookingForBayes {
  readonly set: RuleSet;
  readonly views: Views;
  readonly stopwatch: Stopwatch;
  /** The time of day: seconds since 1970. */
  readonly nowS: number;
}

/** What is asked of Bayes about a message. */
export interface BayesQuestion {
  /** It knows enough to score messages, and the database is a server, whose answer takes its time and may fail. */
  readonly isWaitedFor: boolean;
  /** Rejects where Bayes is needed and has failed. */
  readonly answer: () => Promise<MessageBayes>;
}

export const NO_BAYES: MessageBayes = {
  evidence: undefined,
  remarks: [],
  learns: false,
  afterwards: () => [],
};

/** Stores that answer before anything else could be done. */
const IN_PROCESS: ReadonlySet<BayesStore['kind']> = new Set(['sqlite', 'memory'] as const);

export async function openBayes(looking: LookingForBayes, options: BayesOptions): Promise<BayesQuestion> {
  const { set, views, stopwatch } = looking;
  const { bayes: source, needsBayes = false } = options;
  const settings = bayesSettings(set);
  if (source === undefined || !settings.isUsed) return atOnce(NO_BAYES);
  const failed = (thrown: unknown): MessageBayes => {
    source.failed(thrown);
    if (needsBayes) throw thrown;
    return { ...NO_BAYES, remarks: [`the message was not scored by Bayes: ${describeError(thrown)}`] };
  };
  try {
    const store = settings.scores
      ? await stopwatch.wait('bayes', source.store(set.settings, 'read'))
      : undefined;
    const finding = store === undefined ? undefined : await askBayes(views, set, store, stopwatch);
    const answer = async (): Promise<MessageBayes> => {
      try {
        return knownOf(looking, source, await finding?.());
      } catch (thrown) {
        return failed(thrown);
      }
    };
    const isWaitedFor = finding !== undefined && store !== undefined && !IN_PROCESS.has(store.kind);
    return { isWaitedFor, answer };
  } catch (thrown) {
    return atOnce(failed(thrown));
  }
}

function atOnce(known: MessageBayes): BayesQuestion {
  return { isWaitedFor: false, answer: () => Promise.resolve(known) };
}

function knownOf(
  { set, views, nowS }: LookingForBayes,
  source: BayesSource,
  finding: BayesFinding | undefined,
): MessageBayes {
  const settings = bayesSettings(set);
  const used = finding?.used ?? [];
  const receivedS = receivedBefore(views.header('ALL'), nowS);
  // What was met lately need not even be written down.
  const stale = used.filter(({ atimeS }) => atimeS < receivedS - DEFAULT_BAYES_OPTIONS.touchGrainS);
  return {
    evidence: finding?.evidence,
    remarks: [],
    // The whole of a message is learnt, or nothing: it is known by the whole of its body.
    learns: settings.autoLearns && !views.truncated && !isIgnored(views, set),
    afterwards: as => [
      ...(stale.length === 0 ? [] : [() => touch(source, set, stale, receivedS)]),
      ...(as === undefined ? [] : [() => learn(source, views, set, as, nowS)]),
      ...(settings.expiry.isAutomatic && (used.length > 0 || as !== undefined)
        ? [() => expireWhenDue(source, set, nowS)]
        : []),
    ],
  };
}

async function touch(
  source: BayesSource,
  { settings }: RuleSet,
  tokens: readonly UsedToken[],
  atimeS: number,
): Promise<void> {
  const store = await source.store(settings, 'learn');
  await store.touch(
    tokens.map(({ key }) => key),
    atimeS,
  );
}

async function learn(
  source: BayesSource,
  views: Views,
  set: RuleSet,
  as: MessageClass,
  nowS: number,
): Promise<void> {
  const store = await source.store(set.settings, 'learn');
  await store.learn([lessonOf(views, set, { as, nowS, keepKnown: true, purpose: 'scan' })]);
}

async function expireWhenDue(source: BayesSource, set: RuleSet, nowS: number): Promise<void> {
  const { expiry } = bayesSettings(set);
  const store = await source.store(set.settings, 'read');
  if (store.kind === 'redis' || !isExpiryDue(await store.state(), nowS, expiry)) return;
  await expire(await source.store(set.settings, 'learn'), nowS, expiry);
}
