/** The policy of one recipient, answer by answer: each setting, its value, and the line or table that gave it. */
import type { Mailbox } from '../address.ts';
import type { Settings } from '../config/load.ts';
import type { Answer } from './ask.ts';
import { resolvePolicies } from './resolve.ts';

export function explainPolicy(
  settings: Settings,
  recipient: Mailbox,
  senders: readonly Mailbox[],
): readonly Answer[] {
  const answers: Answer[] = [];
  const [sender = '', ...authors] = senders;
  resolvePolicies(settings, { sender, recipients: [recipient] }, authors, answer => answers.push(answer));
  return answers;
}
