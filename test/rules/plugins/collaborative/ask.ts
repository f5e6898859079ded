/** Runs rules on a message with helpers. */
import { Deadline } from '../../../../lib/deadline.ts';
import type { Helpers, ProgramAnswer, ProgramRequest } from '../../../../lib/net/helpers.ts';
import { parseRules } from '../../../../lib/rules/parse-rules.ts';
import type { RuleSetResult } from '../../../../lib/rules/result.ts';
import { runRulesOutside } from '../../../../lib/rules/run-rules.ts';
import { Stopwatch } from '../../../../lib/stopwatch.ts';
import { createViews } from '../../../../lib/views/views.ts';

export const MESSAGE = Buffer.from(
  'From: joe@example.org\nSubject: offer\n\nCheap replicas of famous watches, delivered to your door within a week.\n',
);

export async function ask(
  rules: string,
  helpers: Helpers | undefined,
  { message = MESSAGE, limitMs = 20_000 } = {},
): Promise<RuleSetResult> {
  const set = parseRules([{ name: 't.cf', text: rules }]);
  return await runRulesOutside(set, createViews(message), {
    scoreSet: 1,
    deadline: new Deadline(limitMs),
    stopwatch: new Stopwatch(),
    ...(helpers === undefined ? {} : { outside: { helpers } }),
  });
}

export function names({ hits }: RuleSetResult): string {
  return hits
    .map(hit => hit.rule)
    .sort()
    .join(' ');
}

export interface FakeHelpers extends Helpers {
  readonly requests: ProgramRequest[];
}

/** Programs that are all installed, and answer the same. */
export function answering(answer: ProgramAnswer, installed: readonly string[] = ['pyzor']): FakeHelpers {
  const requests: ProgramRequest[] = [];
  return {
    requests,
    find: program => (installed.includes(program) ? `/usr/bin/${program}` : undefined),
    run: request => {
      requests.push(request);
      return Promise.resolve(answer);
    },
    exchange: () => Promise.reject(new Error('not expected')),
    hasSocket: () => false,
    note: () => undefined,
    calls: [],
    stop: () => undefined,
  };
}

export function ended(output: string, { status = 0, errors = '' } = {}): ProgramAnswer {
  return { state: 'ended', status, output, errors };
}
