/** Runs the rules on a message, with all that is known afterwards: the check takes the findings, `tag` writes reports from it. */
import type { AuthenticationFinding } from '../../auth/results.ts';
import type { Deadline } from '../../deadline.ts';
import type { Message } from '../../message/message.ts';
import type { QueryRecord } from '../../net/resolver.ts';
import { runRulesOutside } from '../../rules/run-rules.ts';
import type { LoadedRules } from '../../rules/remembered-rules.ts';
import type { RuleSetResult } from '../../rules/result.ts';
import type { RuleSet } from '../../rules/rule.ts';
import { ruleTimeLimitMs } from '../../rules/time-limit.ts';
import { viewSettings } from '../../rules/view-settings.ts';
import { Stopwatch, type Times } from '../../stopwatch.ts';
import { createViews, type Views } from '../../views/views.ts';
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
}

export interface SpamScan {
  readonly set: RuleSet;
  /** On the way the rules were loaded; for the log. */
  readonly remarks: readonly string[];
  readonly views: Views;
  readonly result: RuleSetResult;
  /** The message was longer than the scan size, and the rules saw its beginning only. */
  readonly truncated: boolean;
  readonly times: Times;
  /** What the DNS was asked, and what it told. */
  readonly queries: readonly QueryRecord[];
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
  const opened = openOutside(set, options, { source: message.source, origin }, limit);
  try {
    const { outside, scoreSet } = opened;
    const authenticated = isDelivered(origin) ? authenticate(views, outside) : undefined;
    const authentication = authenticated?.catch(() => undefined);
    const result = await runRulesOutside(set, views, { scoreSet, deadline: limit, outside, stopwatch });
    const { queries } = opened;
    return {
      set,
      remarks,
      views,
      result,
      truncated,
      times: stopwatch.times,
      queries,
      authentication: await inTime(authentication, limit),
    };
  } finally {
    opened.close();
  }
}

/** Who only looks at a message need not be told. */
function isDelivered({ client }: MessageOrigin): boolean {
  return client !== undefined;
}

/** Most of it is there when the rules are through. */
async function inTime<T>(answer: Promise<T> | undefined, deadline: Deadline): Promise<T | undefined> {
  return answer === undefined ? undefined : deadline.race(answer, 'authentication').catch(() => undefined);
}
