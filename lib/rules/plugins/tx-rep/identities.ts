/** Under which records TxRep knows the sender of a message, and the message itself (spec 6.2). */
import type { Authenticated } from '../../reputation/authenticated.ts';
import { networkOf } from '../../reputation/network-of.ts';
import { NO_NETWORK, senderId, WRITTEN_TO } from '../../reputation/sender-records.ts';
import type { SenderLookup } from '../../reputation/sender-records.ts';
import type { MessageFacts } from './message-facts.ts';
import type { IdentityKind, TxRepSettings } from './settings.ts';

export interface Identity {
  readonly kind: IdentityKind | 'MSGID';
  /** As reports name it. */
  readonly name: string;
  readonly lookup: SenderLookup;
  /** Where a new record goes. */
  readonly network: string;
  readonly signers: readonly string[];
}

interface Given {
  readonly kind: Identity['kind'];
  readonly id: string;
  readonly ip?: string;
  readonly signers?: readonly string[];
}

/** In the order in which they are asked and changed. */
export function identitiesOf(
  facts: MessageFacts,
  { dkimDomains, spf }: Authenticated,
  points: number,
  settings: TxRepSettings,
): readonly Identity[] {
  const { from, domain } = facts;
  const { ip, helo } = facts.origin(points);
  const signed = settings.bySigner ? dkimDomains : [];
  const signers = signed.length > 0 ? signed : settings.bySpf ? spfSigner(spf) : [];
  // A signature vouches for the sender wherever the message came from.
  const bound = signers.length > 0 ? { signers } : { ip };
  const given: readonly (Given | undefined)[] = [
    { kind: 'EMAILIP', id: from, ...bound },
    { kind: 'DOMAIN', id: signed.length > 0 ? signed.join(' ') : domain, ...bound },
    { kind: 'HELO', id: helo, signers: ['helo'] },
    ip !== '' && signers.length === 0 ? { kind: 'EMAIL', id: from } : undefined,
    ip !== '' ? { kind: 'IP', id: ip } : undefined,
  ];
  return given
    .filter(one => one !== undefined)
    .filter(one => one.id !== '' && one.kind !== 'MSGID' && settings.weights[one.kind] !== 0)
    .map(one => identity(one, facts, settings));
}

export function messageIdentity(facts: MessageFacts, settings: TxRepSettings): Identity {
  const signers = facts.date === '' ? [] : [facts.date];
  return identity({ kind: 'MSGID', id: facts.messageId, signers }, facts, settings);
}

/** The record of somebody whom our users have written to. */
export function writtenTo(address: string): SenderLookup {
  return { id: senderId(address), network: WRITTEN_TO, signers: undefined };
}

function identity(
  { kind, id: name, ip = '', signers = [] }: Given,
  { outTo }: MessageFacts,
  { bySigner, welcomelistOut, masks }: TxRepSettings,
): Identity {
  const id = senderId(name);
  const from = ip === '' ? NO_NETWORK : networkOf(ip, masks);
  const network = outTo !== undefined && welcomelistOut > 0 && isAddress(id) ? WRITTEN_TO : from;
  const anyNetwork = bySigner && signers.length > 0;
  return {
    kind,
    name: ip === '' ? name : `${name}|${from}`,
    network,
    // Only SPF is told apart where signers are not.
    signers: bySigner ? signers : signers.filter(one => one.startsWith('spf-')),
    lookup: {
      id,
      network: anyNetwork ? undefined : network,
      signers: bySigner ? (anyNetwork ? signers : ['']) : undefined,
    },
  };
}

function isAddress(id: string): boolean {
  return /[^\s@]@[^\s@]/.test(id);
}

function spfSigner(spf: Authenticated['spf']): readonly string[] {
  if (spf === undefined) return [];
  return spf.sender === '' ? ['spf'] : [`spf-${spf.sender.slice(spf.sender.lastIndexOf('@') + 1)}`];
}
