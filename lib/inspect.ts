/** From the bytes of a message to what the checks say about it: the half of the story that every front end shares. */
import type { Mailbox } from './address.ts';
import type { CheckReports } from './check/report.ts';
import { runChecks } from './check/run.ts';
import type { Deadline } from './deadline.ts';
import type { ByteSource } from './io/source.ts';
import type { Message } from './message/message.ts';
import { parseMessage } from './message/parse.ts';
import type { Services } from './services.ts';

export interface Inspection {
  readonly message: Message;
  readonly parseMs: number;
  readonly reports: CheckReports;
}

/** For a message without recipients (scan, tag): no policy, all checks. `envelopeSender` undefined: not known. */
export async function inspect(
  source: ByteSource,
  envelopeSender: Mailbox | undefined,
  services: Services,
  deadline: Deadline,
): Promise<Inspection> {
  const start = performance.now();
  const message = await parseMessage(source, services.limits);
  const parseMs = performance.now() - start;
  const reports = await runChecks(message, { sender: envelopeSender }, [], services.checks, deadline);
  return { message, parseMs, reports: withoutLearning(reports) };
}

/** Who only looks learns nothing; and what is left can be sent from process to process. */
function withoutLearning({ spam, ...others }: CheckReports): CheckReports {
  if (spam.state !== 'done') return { ...others, spam };
  return { ...others, spam: { ...spam, finding: { ...spam.finding, afterwards: [] } } };
}
