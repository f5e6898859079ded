/**
 * The way of one message through the filter, from what Postfix handed over to the answer that it gets.
 *
 * Throws MailsiftError when the message is to be tried again later; then nothing was sent that the journal does not
 * know of. The steps and their order: design of mailsift, "The way of one message".
 */
import { execute } from './action/execute.ts';
import { handsFor, type Job } from './action/hands.ts';
import { plan } from './action/plan.ts';
import { assertWhole } from './action/whole.ts';
import { runChecks } from './check/run.ts';
import { LEARNING_LIMIT_MS, learningTasks, runAfterwards } from './check/spam/afterwards.ts';
import { Deadline } from './deadline.ts';
import type { Envelope } from './envelope.ts';
import type { ByteSource } from './io/source.ts';
import { subSource } from './io/sub-source.ts';
import { authors } from './message/authors.ts';
import { messageDigest } from './message/digest.ts';
import { parseMessage } from './message/parse.ts';
import { prependedEnd } from './message/prepended.ts';
import type { FilterOutcome } from './outcome.ts';
import { resolvePolicies } from './policy/resolve.ts';
import { mailIdFor } from './quarantine/mail-id.ts';
import type { Services } from './services.ts';
import { keyOf, openJournal } from './store/journal.ts';
import type { CombinedAnswer } from './verdict/combine.ts';
import { EX_TEMPFAIL } from './sysexits.ts';
import { decide } from './verdict/decide.ts';
import { gatherFacts } from './verdict/gather-facts.ts';

export interface FilterRequest {
  /** As it came from Postfix. */
  readonly received: ByteSource;
  readonly envelope: Envelope;
  /** ${size}, as Postfix announced it. */
  readonly announcedBytes?: number;
  readonly arrival: Date;
  /** Decide, and do nothing. */
  readonly dryRun: boolean;
  /** Called when the first thing is done that must not be broken off any more. */
  readonly onCommit: () => void;
}

export interface FilterReport extends Job {
  /** null: nothing was done (dry run). */
  readonly outcome: FilterOutcome | null;
  readonly answer: CombinedAnswer;
  /** What could not be learnt from the message, and why. */
  readonly remarks: readonly string[];
}

export async function filter(
  { received, envelope, announcedBytes, arrival, dryRun, onCommit }: FilterRequest,
  services: Services,
  deadline: Deadline,
): Promise<FilterReport> {
  const source = subSource(received, prependedEnd(received));
  const digest = messageDigest(source);
  assertWhole(received, announcedBytes ?? 0, () =>
    openJournal(services.places.journal, keyOf(envelope, digest)),
  );
  const message = await parseMessage(source, services.limits);
  const from = authors(message.header);
  const { site, recipients } = resolvePolicies(services.settings, envelope, from);
  const reports = await runChecks(message, envelope, recipients, services.checks, deadline);
  const mailId = mailIdFor(envelope.queueId, digest, envelope.recipients);
  const facts = gatherFacts(message, envelope.sender, from);
  const verdicts = decide({ facts, reports, policies: recipients, site, mailId });
  const { answer, actions } = plan(verdicts);
  const job = { message, envelope, digest, mailId, verdicts, reports, site, arrival };
  if (dryRun) return { ...job, answer, outcome: null, remarks: [] };
  const outcome = await execute({ answer, actions }, handsFor(job, services, deadline, onCommit));
  // What comes again is learnt from then.
  const tasks = outcome.status === EX_TEMPFAIL ? [] : learningTasks(reports.spam);
  if (tasks.length > 0) onCommit();
  // The watchdog is off by now; the time for the message may well be over.
  const remarks = await runAfterwards(tasks, new Deadline(LEARNING_LIMIT_MS));
  return { ...job, answer, outcome, remarks };
}
