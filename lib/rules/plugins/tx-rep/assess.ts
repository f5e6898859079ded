/** What TxRep does with a message that is scanned, learnt or forgotten (spec 6.2). */
import type { Authenticated } from '../../reputation/authenticated.ts';
import { NO_NETWORK, WRITTEN_TO } from '../../reputation/sender-records.ts';
import { Appraisal, type Ledgers, type Mode, type Telling } from './appraisal.ts';
import { identitiesOf, messageIdentity, writtenTo } from './identities.ts';
import type { MessageFacts } from './message-facts.ts';
import type { TxRepSettings } from './settings.ts';

export interface Message {
  readonly facts: MessageFacts;
  readonly authenticated: Authenticated;
  readonly settings: TxRepSettings;
  readonly ledgers: Ledgers;
}

const LEARNING: Mode = { learning: true, forgetting: false };
const RELEARNING: Mode = { learning: true, forgetting: true };
const FORGETTING: Mode = { learning: false, forgetting: true };
const SCANNING: Mode = { learning: false, forgetting: false };
const SILENT: Telling = { tag: () => undefined, log: () => undefined, scoreSoFar: () => 0 };

/** By how much the score of the message is to change; `hit` is told before the message itself is noted. */
export function scan(
  message: Message,
  points: number,
  telling: Telling,
  hit: (delta: number) => void,
): number {
  const { facts, settings, ledgers } = message;
  const appraisal = new Appraisal(ledgers, settings, telling);
  if (settings.tracksMessages) {
    const seen = appraisal.ask(messageIdentity(facts, settings), undefined, SCANNING);
    const { factor } = settings;
    // Scanned before: it counts once, and keeps the score that it had then.
    if (seen.count > 0) {
      const moved = (points + factor * seen.delta) / (1 + factor) - points;
      hit(moved);
      return moved;
    }
  }
  const delta = visit(message, appraisal, { points, origin: points }, SCANNING);
  const moved = appraisal.weight === 0 ? 0 : (settings.factor * delta) / appraisal.weight;
  hit(moved);
  track(message, appraisal, points + moved, SCANNING);
  return moved;
}

/** A person says what the message is. Learnt before, that is forgotten first. */
export function learn(message: Message, points: number): void {
  const { facts, settings, ledgers } = message;
  const appraisal = new Appraisal(ledgers, settings, SILENT);
  if (settings.tracksMessages) {
    const seen = appraisal.ask(messageIdentity(facts, settings), undefined, LEARNING);
    if (seen.count > 1) forgetAs(message, appraisal, points, RELEARNING);
  }
  visit(message, appraisal, { points, origin: points }, LEARNING);
  track(message, appraisal, points, LEARNING);
}

export function forget(message: Message): void {
  forgetAs(message, new Appraisal(message.ledgers, message.settings, SILENT), 0, FORGETTING);
}

function forgetAs(message: Message, appraisal: Appraisal, otherwise: number, mode: Mode): void {
  const { facts, settings } = message;
  let points = otherwise;
  if (settings.tracksMessages) {
    const seen = appraisal.ask(messageIdentity(facts, settings), undefined, mode);
    if (seen.count > 0) points = seen.delta;
  }
  const delta = visit(message, appraisal, { points, origin: otherwise }, mode);
  const moved = mode.learning || appraisal.weight === 0 ? 0 : (settings.factor * delta) / appraisal.weight;
  track(message, appraisal, points + moved, mode);
}

/** `origin`: the points that say how far the relays are to be believed. */
function visit(
  { facts, authenticated, settings, ledgers }: Message,
  appraisal: Appraisal,
  { points, origin }: { readonly points: number; readonly origin: number },
  mode: Mode,
): number {
  welcomeRecipients(facts, settings, ledgers);
  appraisal.begin();
  let delta = 0;
  for (const identity of identitiesOf(facts, authenticated, origin, settings))
    delta += appraisal.ask(identity, points, mode).delta;
  return delta;
}

function track({ facts, settings }: Message, appraisal: Appraisal, points: number, mode: Mode): void {
  if (settings.tracksMessages) appraisal.ask(messageIdentity(facts, settings), points, mode);
}

/** Whoever our own users write to is welcome to all of them: one message with so few points, in place of what was noted before. */
function welcomeRecipients(
  { outTo }: MessageFacts,
  { welcomelistOut }: TxRepSettings,
  { own, shared = own }: Ledgers,
): void {
  if (outTo === undefined || welcomelistOut === 0) return;
  for (const address of outTo) {
    const lookup = writtenTo(address);
    const isAddress = /[^\s@]@[^\s@]/.test(lookup.id);
    const which = isAddress ? lookup : { ...lookup, network: NO_NETWORK };
    const key = { id: which.id, network: isAddress ? WRITTEN_TO : NO_NETWORK, signer: '' };
    shared.note(
      which,
      [
        { kind: 'remove', which },
        { kind: 'add', key, count: 1, total: -welcomelistOut },
      ],
      { count: 1, total: -welcomelistOut },
    );
  }
}
