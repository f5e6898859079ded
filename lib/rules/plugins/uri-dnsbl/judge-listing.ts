/**
 * What the answer of a list about a URI means for its rule (spec 6.5). A refusal (127.255.255.x) counts for rules that are
 * made for refusals.
 */
import { addressNumber, isRefusal, passes, wantsRefusals } from '../../answer-test.ts';
import { answerText, isListAnswer } from '../dns/answer-text.ts';
import { describeRefusal } from '../dns/blocked-lists.ts';
import type { GivenAnswer } from '../dns/lookups.ts';
import type { MessageContext } from '../plugin.ts';
import type { UriListRule } from './uri-list-rules.ts';

/** `listed`: the domain or address that the list was asked about; `host`: whose address it is. */
export function judgeListing(
  message: MessageContext,
  { records }: GivenAnswer,
  { rule, test, list }: UriListRule,
  listed: string,
  host: string | undefined,
): void {
  for (const record of records) {
    if (record.type !== 'A' && record.type !== 'TXT') continue;
    const text = answerText(record);
    const isAddress = record.type === 'A';
    if (isAddress && isRefusal(text)) {
      message.remark(describeRefusal(list));
      if (test === undefined || !wantsRefusals(test)) continue;
    }
    const isHit =
      test === undefined
        ? !isAddress || isListAnswer(text)
        : text === test.written || passes(test, (isAddress ? addressNumber(text) : undefined) ?? 0);
    if (!isHit) continue;
    const log = `URI: ${host === undefined ? '' : `${host}/`}${listed}`;
    message.settle(rule.name, 1, { logs: [log] });
  }
}
