/**
 * Carries out a plan: the only place that changes the world.
 *
 * Everything that is sent is noted in the journal of the message, by whoever sent it and at once. So whatever fails in
 * between may simply be thrown: the answer is "later", Postfix brings the message back, and what the journal knows is
 * not sent again. A message that the mail system finds too large cannot be sent later either: its recipients are
 * refused, by Postfix if that concerns all of them, else by a bounce of our own.
 */
import type { Mailbox } from '../address.ts';
import type { Envelope } from '../envelope.ts';
import { MailsiftError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import type { FilterOutcome } from '../outcome.ts';
import { claimsToBeFrom } from '../message/authserv-id.ts';
import { editedMessage, isForgeable } from '../message/edit.ts';
import type { Journal } from '../store/journal.ts';
import { EX_UNAVAILABLE } from '../sysexits.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Action, Passing, Plan } from './plan.ts';

/** What the actions need of the world. */
export interface Hands {
  readonly envelope: Envelope;
  readonly source: ByteSource;
  /** Called before the first byte is sent; opening the journal fails here or never. */
  readonly openJournal: () => Journal;
  /** Gives the place of the copy, relative to the quarantine folder. */
  readonly keep: () => Promise<string>;
  /** Sends, and has `note` appended to the journal as soon as the message is taken. */
  readonly sendmail: (
    sender: Mailbox,
    recipients: readonly Mailbox[],
    message: Iterable<Buffer>,
    journal: Journal,
    note: string,
  ) => Promise<void>;
  /** The whole bounce for these recipients. */
  readonly composeBounce: (verdicts: readonly Verdict[]) => Promise<Buffer>;
}

/** Throws MailsiftError when something is to be done again later. */
export async function execute(plan: Plan, hands: Hands): Promise<FilterOutcome> {
  const kept: string[] = [];
  const refused: Verdict[] = [];
  let journal: Journal | undefined;
  for (const action of plan.actions) {
    switch (action.kind) {
      case 'quarantine':
        kept.push(await hands.keep());
        break;
      case 'reinject':
        journal ??= hands.openJournal();
        refused.push(...(await reinject(action.verdicts, journal, hands)));
        break;
      case 'bounce':
        journal ??= hands.openJournal();
        await bounce(action.verdicts, journal, hands);
        break;
    }
  }
  return await settle(plan, refused, journal, hands, kept);
}

/** Gives back those whose message can never be sent. */
async function reinject(verdicts: readonly Passing[], journal: Journal, hands: Hands): Promise<Verdict[]> {
  const due = verdicts.filter(({ policy }) => !journal.has('sent', policy.recipient));
  const [first] = due;
  if (first === undefined) return [];
  const { insert, subjectTag, removeSpamHeaders, forgedResultsOf } = first.edits;
  const message = editedMessage(hands.source, {
    insert,
    subjectTag,
    remove: (name, beginning) =>
      isForgeable(name, removeSpamHeaders) ||
      (name === 'authentication-results' &&
        forgedResultsOf !== null &&
        claimsToBeFrom(beginning(), forgedResultsOf)),
  });
  const note = journal.line(
    'sent',
    due.map(({ policy }) => policy.recipient),
  );
  try {
    await hands.sendmail(
      hands.envelope.sender,
      due.map(({ edits }) => edits.deliverTo),
      message,
      journal,
      note,
    );
    journal.sync();
    return [];
  } catch (thrown) {
    if (!(thrown instanceof MailsiftError) || thrown.temporary) throw thrown;
    const reply = { code: 552, status: thrown.status, text: `Reject - ${thrown.publicText}` };
    return due.map(verdict => ({ ...verdict, destiny: 'reject', reply, edits: null }));
  }
}

async function bounce(verdicts: readonly Verdict[], journal: Journal, hands: Hands): Promise<void> {
  const due = verdicts.filter(({ policy }) => !journal.has('told', policy.recipient));
  if (due.length === 0) return;
  const text = await hands.composeBounce(due);
  const note = journal.line(
    'told',
    due.map(({ policy }) => policy.recipient),
  );
  await hands.sendmail('', [hands.envelope.sender], [text], journal, note);
  journal.sync();
}

/** The answer to Postfix, once all is done. */
async function settle(
  { answer, actions }: Plan,
  refused: readonly Verdict[],
  journal: Journal | undefined,
  hands: Hands,
  kept: readonly string[],
): Promise<FilterOutcome> {
  const outcome = { kept, refused: refused.map(({ policy }) => policy.recipient) };
  const [first] = refused;
  if (first !== undefined && journal !== undefined) {
    if (everyRecipientRefused(actions, refused)) {
      return { ...outcome, status: EX_UNAVAILABLE, line: `${first.reply.status} ${first.reply.text}` };
    }
    if (hands.envelope.sender !== '') await bounce(refused, journal, hands);
  }
  // Without a queue id the same bytes may be fed in again on purpose; the journal has done its work.
  if (hands.envelope.queueId === undefined) journal?.remove();
  return { ...outcome, status: answer.status, line: answer.line };
}

/** Nobody has got anything, so that Postfix may bounce for all. */
function everyRecipientRefused(actions: readonly Action[], refused: readonly Verdict[]): boolean {
  const sendings = actions.filter(({ kind }) => kind !== 'quarantine');
  const recipients = sendings.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
  return recipients === refused.length;
}
