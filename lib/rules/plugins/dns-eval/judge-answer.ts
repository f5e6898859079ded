/**
 * What the answer of a list means for the rule that asked and for the check_rbl_sub rules of its set (spec 6.4), and the tag RBL.
 * Only addresses in 127/8 and texts count. A refusal (127.255.255.x) counts for rules that are made for refusals.
 */
import { isRefusal, wantsRefusals } from '../../answer-test.ts';
import { answerText, isListAnswer } from '../dns/answer-text.ts';
import { describeRefusal } from '../dns/blocked-lists.ts';
import type { GivenAnswer } from '../dns/lookups.ts';
import { passesTest } from '../dns/passes-test.ts';
import type { MessageContext } from '../plugin.ts';
import type { ListRule } from './list-rules.ts';
import { listingLog } from './listing-log.ts';

export function judgeAnswer(
  message: MessageContext,
  answer: GivenAnswer,
  asking: ListRule,
  subRules: readonly ListRule[],
): void {
  for (const record of answer.records) {
    const text = answerText(record);
    message.once(rblTag).add(answer, text);
    if ((record.type !== 'A' && record.type !== 'TXT') || (record.type === 'A' && !isListAnswer(text)))
      continue;
    const refuses = record.type === 'A' && isRefusal(text);
    if (refuses) message.remark(describeRefusal(asking.list));
    const mayBeAddress = record.type === 'A' || isListAnswer(text);
    const hitBefore = message.once(hitSubRules);
    for (const { rule, test } of [asking, ...subRules.filter(one => !hitBefore.has(one.rule.name))]) {
      if (refuses && !wantsRefusals(test)) continue;
      if (!passesTest(test, text, mayBeAddress, rule.name, message)) continue;
      if (rule !== asking.rule) hitBefore.add(rule.name);
      message.settle(rule.name, 1, { logs: listingLog(rule.name, answer, record, text) });
    }
  }
}

/** Key of MessageContext.once. Of these only the first answer is told, of the rule that asked all are. */
function hitSubRules(): Set<string> {
  return new Set();
}

/** Key of MessageContext.once: `<dns:name?type=TXT> [answer, answer]`, a line for each question that had an answer. */
function rblTag({ tags }: MessageContext): RblTag {
  const answers = new Map<string, Set<string>>();
  return {
    add: ({ name, type }, text) => {
      const uri = `dns:${name}${type === 'A' ? '' : `?type=${type}`}`;
      answers.set(uri, (answers.get(uri) ?? new Set()).add(text));
      tags.set(
        'RBL',
        Array.from(answers, ([one, texts]) => `<${one}> [${[...texts].join(', ')}]`).join('\n'),
      );
    },
  };
}

interface RblTag {
  readonly add: (question: GivenAnswer, text: string) => void;
}
