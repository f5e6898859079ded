/**
 * The spam check of the builtin scorer: SpamAssassin-format rules over the views of the message. Rules that cannot be
 * loaded and a scorer that fails are an `error` for the policy to decide on, never a score of zero.
 */
import type { Mailbox } from '../../address.ts';
import type { Deadline } from '../../deadline.ts';
import { describeError } from '../../errors.ts';
import type { Message } from '../../message/message.ts';
import { runRules } from '../../rules/run-rules.ts';
import { viewSettings } from '../../rules/view-settings.ts';
import type { RuleSetResult } from '../../rules/result.ts';
import type { RuleSet } from '../../rules/rule.ts';
import { createViews } from '../../views/views.ts';
import type { CheckState, SpamFinding } from '../report.ts';
import { scanBytes } from './scan-bytes.ts';

export interface SpamOptions {
  /** Throws when the rules cannot be read. */
  readonly rules: () => RuleSet;
  readonly scanSizeBytes: number;
  readonly timeLimitMs: number;
}

export function checkSpam(
  message: Message,
  envelopeSender: Mailbox | undefined,
  options: SpamOptions,
  deadline: Deadline,
): CheckState<SpamFinding> {
  const start = performance.now();
  try {
    const { bytes, truncated } = scanBytes(message, options.scanSizeBytes);
    const sender = envelopeSender === undefined ? {} : { envelopeSender };
    const set = options.rules();
    const views = createViews(bytes, { truncated, settings: viewSettings(set), ...sender });
    // Score set 0: neither network tests nor Bayes.
    const run = runRules(set, views, {
      scoreSet: 0,
      deadline: deadline.within(options.timeLimitMs),
    });
    const { score, subrules } = run;
    const hits = [...run.hits].sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
    return {
      state: 'done',
      finding: { score, hits, subrules, truncated, remarks: remarksOn(set, run) },
      ms: performance.now() - start,
    };
  } catch (thrown) {
    return { state: 'error', why: describeError(thrown), ms: performance.now() - start };
  }
}

function remarksOn({ faults }: RuleSet, { timedOutIn }: RuleSetResult): string[] {
  const [first] = faults;
  return [
    ...(timedOutIn === undefined
      ? []
      : [`the time for the rules was up in ${timedOutIn}; see: mailsift rules lint`]),
    ...(first === undefined
      ? []
      : [`${first.file}:${first.line}: ${first.text} (${faults.length} in all; see: mailsift rules lint)`]),
  ];
}
