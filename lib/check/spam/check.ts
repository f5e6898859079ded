/**
 * The spam check of the builtin scorer: SpamAssassin-format rules over the views of the message. Rules that cannot be
 * loaded and a scorer that fails are an `error` for the policy to decide on, never a score of zero.
 */
import type { Deadline } from '../../deadline.ts';
import { describeError } from '../../errors.ts';
import type { Message } from '../../message/message.ts';
import type { RuleSetResult } from '../../rules/result.ts';
import type { RuleSet } from '../../rules/rule.ts';
import type { CheckState, SpamFinding } from '../report.ts';
import type { MessageOrigin } from './origin.ts';
import { scanSpam, type ScanOptions } from './scan.ts';

export type SpamOptions = ScanOptions;

export async function checkSpam(
  message: Message,
  origin: MessageOrigin,
  options: SpamOptions,
  deadline: Deadline,
): Promise<CheckState<SpamFinding>> {
  const start = performance.now();
  try {
    const {
      set,
      remarks,
      result: run,
      truncated,
      times,
      queries,
      calls,
      authentication,
      autolearn,
    } = await scanSpam(message, origin, options, deadline);
    const { score, subrules } = run;
    const hits = [...run.hits].sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
    const finding = {
      score,
      hits,
      subrules,
      truncated,
      remarks: [...remarks, ...remarksOn(set, run)],
      times,
      queries,
      calls,
      ...(authentication === undefined ? {} : { authentication }),
      ...(autolearn === undefined ? {} : { autolearn }),
      afterwards: run.afterwards,
    };
    return {
      state: 'done',
      finding,
      ms: performance.now() - start,
    };
  } catch (thrown) {
    return { state: 'error', why: describeError(thrown), ms: performance.now() - start };
  }
}

function remarksOn({ faults }: RuleSet, { timedOutIn, failures, remarks }: RuleSetResult): string[] {
  const errors = faults.filter(({ level }) => level === 'error');
  const [first] = errors;
  return [
    ...(timedOutIn === undefined
      ? []
      : [`the time for the rules was up in ${timedOutIn}; see: mailsift rules lint`]),
    ...failures.map(({ rule, why }) => `the test of ${rule} failed: ${why}`),
    ...remarks,
    ...(first === undefined
      ? []
      : [`${first.file}:${first.line}: ${first.text} (${errors.length} in all; see: mailsift rules lint)`]),
  ];
}
