/** The rules that call an eval function and count in the score set of the message: those that an answer is for. */
import { perSet } from '../../per-set.ts';
import type { Rule, RuleSet } from '../../rule.ts';
import type { MessageContext } from '../plugin.ts';

export interface Caller {
  readonly name: string;
  readonly args: readonly string[];
  readonly scores: Rule['scores'];
}

export function callersOf(
  ...functions: readonly string[]
): (message: Pick<MessageContext, 'set' | 'scoreSet'>) => readonly Caller[] {
  const inSet = perSet(({ rules }: RuleSet): readonly Caller[] =>
    [...rules.values()].flatMap(({ name, test, scores }) =>
      test.kind === 'eval' && functions.includes(test.function) ? [{ name, args: test.args, scores }] : [],
    ),
  );
  return ({ set, scoreSet }) => inSet(set).filter(({ scores }) => scores[scoreSet] !== 0);
}
