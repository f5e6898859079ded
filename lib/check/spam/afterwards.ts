/**
 * Does what the rules have put off until the message was delivered: learning, reputation. Trouble is told as remarks and
 * never thrown: the message has gone out, and must not go out again because of it.
 */
import type { Deadline } from '../../deadline.ts';
import { describeError } from '../../errors.ts';
import type { CheckState, SpamFinding } from '../report.ts';

/** Enough for a database that is busy; the mail system waits as long. */
export const LEARNING_LIMIT_MS = 20_000;

type Task = () => Promise<void>;

/** In order; the tasks that the time does not reach are left out. */
export async function runAfterwards(tasks: readonly Task[], deadline: Deadline): Promise<readonly string[]> {
  const remarks: string[] = [];
  for (const [index, task] of tasks.entries()) {
    if (deadline.expired) {
      remarks.push(`no time to learn from the message: ${tasks.length - index} steps were left out`);
      break;
    }
    try {
      await deadline.race(task(), 'learning from the message');
    } catch (thrown) {
      remarks.push(describeError(thrown));
    }
  }
  return remarks;
}

export function learningTasks(spam: CheckState<Pick<SpamFinding, 'afterwards'>>): readonly Task[] {
  return spam.state === 'done' ? spam.finding.afterwards : [];
}
