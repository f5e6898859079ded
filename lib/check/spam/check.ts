/**
 * The spam check of the builtin scorer: SpamAssassin-format rules over the views of the message. Rules that cannot be
 * loaded and a scorer that fails are an `error` for the policy to decide on, never a score of zero.
 */
import type { Mailbox } from '../../address.ts';
import type { Deadline } from '../../deadline.ts';
import { describeError } from '../../errors.ts';
import type { Message } from '../../message/message.ts';
import { runRules } from '../../rules/run-rules.ts';
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
    const views = createViews(bytes, { truncated, ...sender });
    // Score set 0: neither network tests nor Bayes.
    const run = runRules(options.rules(), views, {
      scoreSet: 0,
      deadline: deadline.within(options.timeLimitMs),
    });
    const { score, hits, subrules } = run;
    return { state: 'done', finding: { score, hits, subrules, truncated }, ms: performance.now() - start };
  } catch (thrown) {
    return { state: 'error', why: describeError(thrown), ms: performance.now() - start };
  }
}
