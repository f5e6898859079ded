/** Whether an answer of the DNS is what a rule asks for. */
import { addressNumber, passes } from '../../answer-test.ts';
import type { AnswerTest } from '../../answer-test.ts';
import type { MessageContext } from '../plugin.ts';
import { matchesInTime } from './matches.ts';

/** `isAddress`: the text may be one, so that numbers of tests may be meant by it. */
export function passesTest(
  test: AnswerTest,
  text: string,
  isAddress: boolean,
  rule: string,
  message: MessageContext,
): boolean {
  switch (test.kind) {
    case 'any':
      return true;
    case 'text':
      return text === test.text;
    case 'regex':
      return matchesInTime(test.regex, text, rule, message);
    case 'bits':
    case 'range':
    case 'masked': {
      const number = isAddress ? addressNumber(text) : undefined;
      return number !== undefined && passes(test, number);
    }
    case 'codes':
      return false;
  }
}
