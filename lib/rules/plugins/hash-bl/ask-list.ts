/**
 * Asks a list about values of a message, at most max (10) of them: the first, where SpamAssassin takes some by chance (shuffle). The rule
 * hits when an answer matches, by default when it is in 127/8.
 */
import { isRefusal } from '../../answer-test.ts';
import type { RuleRegex } from '../../regex/rule-regex.ts';
import { perSet } from '../../per-set.ts';
import { answerText, isListAnswer } from '../dns/answer-text.ts';
import { describeRefusal } from '../dns/blocked-lists.ts';
import { lookups } from '../dns/lookups.ts';
import { matchesInTime } from '../dns/matches.ts';
import { patternOf } from '../pattern.ts';
import type { EvalContext } from '../plugin.ts';
import { hashed } from './options.ts';
import type { HashOptions } from './options.ts';

export interface AskedList {
  /** Its name, with `/A` or `/TXT` behind it. */
  readonly list: string;
  readonly options: HashOptions;
  /** A regex for the answers. */
  readonly subtest: string | undefined;
}

const DEFAULT_MAX = 10;

export const ignoredValues = perSet(
  ({ settings }): ReadonlySet<string> =>
    new Set(settings.words('hashbl_ignore').map(word => word.toLowerCase())),
);

/** undefined: something was asked. `areHashes`: the values are hashes already. */
export function askList(
  context: EvalContext,
  { list, options, subtest }: AskedList,
  values: readonly string[],
  areHashes = false,
): false | undefined {
  const regex = subtest === undefined || subtest === '' ? undefined : patternOf(subtest);
  const isFaulty = subtest !== undefined && subtest !== '' && regex === undefined;
  if (context.outside.resolver === undefined || list === '' || isFaulty) return false;
  const [, zone = list, type = 'A'] = /^(.*)\/(A|TXT)$/i.exec(list) ?? [];
  const record = type.toUpperCase() === 'TXT' ? 'TXT' : 'A';
  const ignored = ignoredValues(context.set);
  let isAsked = false;
  for (const value of [...new Set(values)].slice(0, options.number('max', DEFAULT_MAX))) {
    const label = areHashes ? value : hashed(value, options);
    if (ignored.has(label.toLowerCase()) || (!areHashes && ignored.has(value.toLowerCase()))) continue;
    const question = { name: `${label}.${zone}`, type: record, rules: [context.rule.name] } as const;
    const willBeAsked = context.once(lookups).ask(question, ({ records }) => {
      const found = records.some(
        one => (one.type === 'A' || one.type === 'TXT') && isMatch(answerText(one), regex, zone, context),
      );
      const log = value.replaceAll('@', '[at]');
      if (found) context.settle(context.rule.name, 1, { logs: [log] });
    });
    isAsked = willBeAsked || isAsked;
  }
  return isAsked ? undefined : false;
}

function isMatch(text: string, regex: RuleRegex | undefined, list: string, context: EvalContext): boolean {
  if (isRefusal(text)) {
    context.remark(describeRefusal(list));
    return false;
  }
  return regex === undefined ? isListAnswer(text) : matchesInTime(regex, text, context.rule.name, context);
}
