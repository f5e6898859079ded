/**
 * What is logged about the decision on one message: the event as plain data, amavisd-new's line of it
 * ($log_short_templ of amavisd-new 2.13), and the same facts as an object for JSON.
 *
 *   (4gAbC1) Passed SPAM {RelayedTaggedInbound,Quarantined}, [192.0.2.1]:57256 <s@x> -> <r1@y>,<r2@y>,
 *   quarantine: S/spam-SvjFaxs_mgzs.gz, Queue-ID: 4gAbC1, Message-ID: <m@x>, mail_id: SvjFaxs_mgzs, Hits: 1003.5,
 *   size: 217, queued_as: 4gAbC2, 823 ms                                                   (all on one line)
 *
 * A message that passed for some recipients and not for others gives two lines, Passed first; the list in braces is
 * that of the whole message in both. Everything that comes from mail is escaped and bounded in length.
 */
import { quoteMailbox, type Mailbox } from '../address.ts';
import { logSafe, shorten } from './escape.ts';

/** What became of the message for one recipient. */
export type Fate =
  | 'relayed'
  /** Passed, but not handed on by us: --dry-run, or a filter that writes to standard output. */
  | 'accepted'
  | 'discarded'
  | 'bounced'
  /** A bounce was due and was suppressed. */
  | 'no-bounce'
  | 'rejected'
  | 'tempfailed';

export interface DecidedRecipient {
  readonly address: Mailbox;
  /** The main category if the message passed, else the one that blocked it. */
  readonly category: DecidedCategory;
  readonly fate: Fate;
  readonly local: boolean;
  /** Marked as spam on the way out. */
  readonly tagged: boolean;
  /** Spam score for this recipient; null when none is known. */
  readonly score: number | null;
}

/** lib/verdict/category.ts, which stands above the log and so is not imported. */
export interface DecidedCategory {
  readonly name:
    'clean' | 'mta' | 'oversized' | 'bad-header' | 'spammy' | 'spam' | 'unchecked' | 'banned' | 'virus';
  readonly minor: number;
}

export interface DecisionEvent {
  /** In front of each line in parentheses: the queue id, or the mail id where there is none. */
  readonly logId: string;
  readonly mailId: string;
  readonly queueId?: string;
  readonly client?: { readonly address?: string; readonly port?: string };
  /** From our own users: amavisd-new's `originating`. */
  readonly originating: boolean;
  readonly sender: Mailbox;
  readonly recipients: readonly DecidedRecipient[];
  /** Where copies went, relative to the quarantine folder. */
  readonly quarantine: readonly string[];
  /** The whole field bodies, as they came. */
  readonly messageId?: string;
  readonly resentMessageId?: string;
  readonly sizeBytes: number;
  /** Queue ids that the MTA gave back, as far as it told. */
  readonly queuedAs: readonly string[];
  readonly viruses: readonly string[];
  readonly banned: readonly string[];
  /** The rules that hit; in the JSON form only, as in amavisd-new's short line. */
  readonly tests: readonly { readonly rule: string; readonly score: number }[];
  readonly elapsedMs: number;
}

/** The highest first, as in lib/verdict/category.ts. */
const BY_RANK: readonly DecidedCategory['name'][] = [
  'virus',
  'banned',
  'unchecked',
  'spam',
  'spammy',
  'bad-header',
  'oversized',
  'mta',
  'clean',
];

const MAX_NAMES = 8;
const MAX_NAME_CHARS = 120;
const MAX_ID_CHARS = 250;

/** One line, or two when the message passed for some and was blocked for others. Not cut; see split.ts. */
export function decisionLines(event: DecisionEvent): string[] {
  const passed = event.recipients.filter(hasPassed);
  const blocked = event.recipients.filter(recipient => !hasPassed(recipient));
  const lines: string[] = [];
  if (passed.length > 0) lines.push(decisionLine('Passed', event, passed));
  if (blocked.length > 0) lines.push(decisionLine('Blocked', event, blocked));
  return lines;
}

/** The same facts with fixed keys. Absent facts are null or empty lists, so every object has every key. */
export function decisionObject(event: DecisionEvent): Record<string, unknown> {
  return {
    event: 'decision',
    id: event.logId,
    mail_id: event.mailId,
    queue_id: event.queueId ?? null,
    category: highest(event.recipients).name,
    actions: actions(event),
    client: event.client?.address ?? null,
    client_port: event.client?.port ?? null,
    originating: event.originating,
    sender: event.sender,
    recipients: event.recipients.map(({ address, category, fate, local, tagged, score }) => ({
      address,
      category: category.name,
      minor: category.minor,
      fate,
      local,
      tagged,
      score,
    })),
    quarantine: event.quarantine,
    message_id: event.messageId === undefined ? null : messageIdOf(event.messageId),
    resent_message_id: event.resentMessageId === undefined ? null : messageIdOf(event.resentMessageId),
    score: highestScore(event.recipients),
    size: event.sizeBytes,
    queued_as: event.queuedAs,
    viruses: boundedNames(event.viruses),
    banned: boundedNames(event.banned),
    tests: Object.fromEntries(event.tests.map(({ rule, score }) => [rule, score])),
    ms: Math.round(event.elapsedMs),
  };
}

function decisionLine(word: string, event: DecisionEvent, recipients: readonly DecidedRecipient[]): string {
  const addresses = recipients.map(({ address }) => angle(address)).join(',');
  const facts = [
    `(${logSafe(event.logId)}) ${word} ${categoryWord(highest(recipients), event)} {${actions(event).join(',')}}`,
    `${clientText(event)}${angle(event.sender)} -> ${addresses}`,
    optional('quarantine', event.quarantine.join(', ')),
    optional('Queue-ID', event.queueId),
    optional('Message-ID', event.messageId && messageIdOf(event.messageId)),
    optional('Resent-Message-ID', event.resentMessageId && messageIdOf(event.resentMessageId)),
    optional('mail_id', event.mailId),
    `Hits: ${hits(recipients)}`,
    `size: ${event.sizeBytes}`,
    word === 'Passed' ? optional('queued_as', event.queuedAs.join('/')) : '',
    `${Math.round(event.elapsedMs)} ms`,
  ];
  return facts.filter(fact => fact !== '').join(', ');
}

function hasPassed({ fate }: DecidedRecipient): boolean {
  return fate === 'relayed' || fate === 'accepted';
}

function highest(recipients: readonly DecidedRecipient[]): DecidedCategory {
  const found = recipients.map(({ category }) => category);
  found.sort((a, b) => BY_RANK.indexOf(a.name) - BY_RANK.indexOf(b.name) || b.minor - a.minor);
  return found[0] ?? { name: 'clean', minor: 0 };
}

function categoryWord({ name, minor }: DecidedCategory, event: DecisionEvent): string {
  switch (name) {
    case 'virus':
      return `INFECTED (${logSafe(boundedNames(event.viruses).join(', '))})`;
    case 'banned':
      return `BANNED (${logSafe(boundedNames(event.banned).join(', '))})`;
    case 'unchecked':
      return minor === 1 ? 'UNCHECKED-ENCRYPTED' : 'UNCHECKED';
    case 'bad-header':
      return `BAD-HEADER-${minor}`;
    case 'mta':
      return 'MTA-BLOCKED';
    case 'oversized':
    case 'spammy':
    case 'spam':
    case 'clean':
      return name.toUpperCase();
  }
}

/** What was done and in which direction, each once, sorted; then whether a copy was kept. */
function actions(event: DecisionEvent): string[] {
  const done = new Set(event.recipients.map(recipient => fateWord(recipient) + direction(recipient, event)));
  return [...[...done].sort(), ...(event.quarantine.length > 0 ? ['Quarantined'] : [])];
}

function fateWord({ fate, tagged }: DecidedRecipient): string {
  switch (fate) {
    case 'relayed':
      return tagged ? 'RelayedTagged' : 'Relayed';
    case 'accepted':
      return 'Accepted';
    case 'discarded':
      return 'Discarded';
    case 'bounced':
      return 'Bounced';
    case 'no-bounce':
      return 'NoBounce';
    case 'rejected':
      return 'Rejected';
    case 'tempfailed':
      return 'TempFailed';
  }
}

function direction({ local }: DecidedRecipient, { originating }: DecisionEvent): string {
  if (originating) return local ? 'Internal' : 'Outbound';
  return local ? 'Inbound' : 'OpenRelay';
}

function clientText({ client, originating }: DecisionEvent): string {
  if (client?.address === undefined) return '';
  const port = client.port === undefined ? '' : `:${client.port}`;
  return logSafe(`${originating ? 'LOCAL ' : ''}[${shorten(client.address, 100)}]${shorten(port, 10)} `);
}

function angle(address: Mailbox): string {
  return `<${logSafe(shorten(quoteMailbox(address), MAX_ID_CHARS + 70))}>`;
}

function optional(name: string, value: string | undefined): string {
  return value === undefined || value === '' ? '' : `${name}: ${logSafe(value)}`;
}

/** Scores less than 0.1 apart are shown as one. */
function hits(recipients: readonly DecidedRecipient[]): string {
  const scores = knownScores(recipients);
  if (scores.length === 0) return '-';
  const [least, most] = [Math.min(...scores), Math.max(...scores)];
  return most - least < 0.1 ? plainNumber(least) : `${plainNumber(least)}..${plainNumber(most)}`;
}

function highestScore(recipients: readonly DecidedRecipient[]): number | null {
  const scores = knownScores(recipients);
  return scores.length === 0 ? null : Math.max(...scores);
}

function knownScores(recipients: readonly DecidedRecipient[]): number[] {
  return recipients.map(({ score }) => score).filter(score => score !== null);
}

function plainNumber(score: number): string {
  return String(Number(score.toFixed(3)));
}

/** The first `<...>`, else the beginning. Blanks in it would let a sender write fields of this line: they go. */
function messageIdOf(body: string): string {
  const inBrackets = /<[^<>]{0,998}>/.exec(body)?.[0] ?? body;
  return shorten(inBrackets.replace(/\s+/g, ''), MAX_ID_CHARS);
}

function boundedNames(names: readonly string[]): string[] {
  const shown = names.slice(0, MAX_NAMES).map(name => shorten(name, MAX_NAME_CHARS));
  return names.length > MAX_NAMES ? [...shown, '...'] : shown;
}
