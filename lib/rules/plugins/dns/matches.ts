/** A regex of a rule on what came from the network: no longer than a rule may take, since the sender may have chosen the text. */
import type { RuleRegex } from '../../regex/rule-regex.ts';
import { timeLimited } from '../../time-limited.ts';
import type { MessageContext } from '../plugin.ts';

const LIMIT_MS = 1000;
const SHORT_CHARS = 20;

/** False, and a remark, when it took too long. */
export function matchesInTime(
  regex: RuleRegex,
  text: string,
  rule: string,
  { deadline, remark }: Pick<MessageContext, 'deadline' | 'remark'>,
): boolean {
  // On something as short as an address no regex can take long, and watching it takes longer.
  if (text.length <= SHORT_CHARS) return regex.test(text);
  let found = false;
  const inTime = timeLimited(Math.min(deadline.remainingMs, LIMIT_MS), () => {
    found = regex.test(text);
  });
  if (!inTime && !deadline.expired) remark(`the regex of ${rule} took too long on an answer of the DNS`);
  return inTime && found;
}
