/** Runs the rules on a message, with all that is known afterwards: the check takes the findings, `tag` writes reports from it. */
import type { AuthenticationFinding } from '../../auth/results.ts';
import type { Deadline } from '../../deadline.ts';
import type { Message } from '../../message/message.ts';
import type { HelperCall } from '../../net/helpers.ts';
import type { QueryRecord } from '../../net/resolver.ts';
import { learnSender, learnsSendersByItself } from '../../reputation/learn.ts';
import type { Reputation } from '../../rules/outside.ts';
import { autolearn } from '../../rules/report/autolearn.ts';
import { autolearnStatus } from '../../rules/report/tags.ts';
import { reportSettings } from '../../rules/report/settings.ts';
import { runRulesOutside } from '../../rules/run-rules.ts';
import type { LoadedRules } from '../../rules/remembered-rules.ts';
import type { RuleSetResult } from '../../rules/result.ts';
import type { RuleSet } from '../../rules/rule.ts';
import { ruleTimeLimitMs } from '../../rules/time-limit.ts';
import { viewSettings } from '../../rules/view-settings.ts';
import { Stopwatch, type Times } from '../../stopwatch.ts';
import { createViews, type Views } from '../../views/views.ts';
import type { MessageClass } from '../../store/bayes/bayes-store.ts';
import { authenticate } from './authenticate.ts';
import type { MessageOrigin } from './origin.ts';
import { openOutside, type OutsideOptions } from './outside.ts';
import { scanBytes } from './scan-bytes.ts';

export interface ScanOptions extends OutsideOptions {
  /** Throws when the rules cannot be read. */
  readonly rules: () => LoadedRules;
  readonly scanSizeBytes: number;
  /** `time_limit` of the rule files counts if it is less. */
  readonly timeLimitMs: number;
  /** Spam from this score on, for what is learnt without being asked. */
  readonly requiredScore?: RequiredScore;
  /** Whether anything may be learnt without being asked. Default: yes. */
  readonly autoLearns?: boolean;
}

export interface RequiredScore {
  /** Whatever the rule files say. */
  readonly given?: number | undefined;
  /** Where they say nothing. */
  readonly otherwise: number;
}

const DEFAULT_REQUIRED: RequiredScore = { otherwise: 5 };

export interface SpamScan {
  readonly set: RuleSet;
  /** On the way the rules were loaded; for the log. */
  readonly remarks: readonly string[];
  readonly views: Views;
  readonly result: RuleSetResult;
  /** The message was longer than the scan size, and the rules saw its beginning only. */
  readonly truncated: boolean;
  readonly times: Times;
  /** What is learnt of it without being asked, as the tag AUTOLEARN tells it. Absent: nothing can be learnt. */
  readonly autolearn?: string;
  /** What the DNS was asked, and what it told. */
  readonly queries: readonly QueryRecord[];
  /** What the collaborative networks were asked, and what they told. */
  readonly calls: readonly HelperCall[];
  /** Where the message is from; undefined: nobody could be asked, or the answers took too long. */
  readonly authentication: AuthenticationFinding | undefined;
}

export async function scanSpam(
  message: Pick<Message, 'source' | 'header'>,
  origin: MessageOrigin,
  options: ScanOptions,
  deadline: Deadline,
): Promise<SpamScan> {
  const { bytes, truncated } = scanBytes(message, options.scanSizeBytes);
  const sender = origin.sender === undefined ? {} : { envelopeSender: origin.sender };
  const { set, remarks } = options.rules();
  const stopwatch = new Stopwatch();
  const views = createViews(bytes, { truncated, settings: viewSettings(set), stopwatch, ...sender });
  const limit = deadline.within(Math.min(options.timeLimitMs, ruleTimeLimitMs(set) ?? Infinity));
  const nowMs = performance.timeOrigin + performance.now();
  const { source } = message;
  const looking = { set, views, source, origin, deadline: limit, stopwatch, nowS: Math.trunc(nowMs / 1000) };
  const opened = await openOutside(looking, options);
  try {
    const { outside, scoreSet, bayesAnswered } = opened;
    const authenticated = isDelivered(origin) ? authenticate(views, outside) : undefined;
    const authentication = authenticated?.catch(() => undefined);
    const known = bayesAnswered === undefined ? {} : { scoreSetKnown: bayesAnswered };
    const run = { scoreSet, deadline: limit, outside, stopwatch, nowMs, ...known };
    const result = await runRulesOutside(set, views, run);
    const { bayes } = opened;
    const { as, status } = learntAs(set, result, bayes.learns, options);
    const senders = learntOfSender({ set, views }, outside.reputation, as);
    const afterwards = [...result.afterwards, ...bayes.afterwards(as), ...senders];
    return {
      set,
      remarks: [...remarks, ...opened.remarks],
      views,
      result: { ...result, afterwards },
      truncated,
      times: stopwatch.times,
      ...(status === undefined ? {} : { autolearn: status }),
      queries: opened.queries,
      calls: opened.calls,
      authentication: await inTime(authentication, limit),
    };
  } finally {
    opened.close();
  }
}

/** What is learnt without being asked is noted for the sender as well, where the rule files want that. */
function learntOfSender(
  message: Pick<SpamScan, 'set' | 'views'>,
  reputation: Reputation | undefined,
  as: MessageClass | undefined,
): readonly (() => Promise<void>)[] {
  if (reputation === undefined || as === undefined || !learnsSendersByItself(message.set)) return [];
  return [
    async () => {
      await learnSender(message, reputation, as);
    },
  ];
}

/** What the message is learnt as without being asked; the tag AUTOLEARN tells it. */
function learntAs(
  set: RuleSet,
  result: RuleSetResult,
  learns: boolean,
  { requiredScore = DEFAULT_REQUIRED, autoLearns = true }: ScanOptions,
): { readonly as: MessageClass | undefined; readonly status?: string } {
  if (!autoLearns) result.tags.set('AUTOLEARN', 'disabled');
  if (!autoLearns || !learns) return { as: undefined };
  const required = requiredScore.given ?? reportSettings(set).requiredScore ?? requiredScore.otherwise;
  const subject = { set, result, isSpam: result.score >= required };
  const { as } = autolearn(subject);
  if (as !== undefined) result.tags.set('AUTOLEARN', as);
  return { as, status: autolearnStatus(subject) };
}

/** Who only looks at a message need not be told. */
function isDelivered({ client }: MessageOrigin): boolean {
  return client !== undefined;
}

/** Most of it is there when the rules are through. */
async function inTime<T>(answer: Promise<T> | undefined, deadline: Deadline): Promise<T | undefined> {
  return answer === undefined ? undefined : deadline.race(answer, 'authentication').catch(() => undefined);
}
