/** The facts that the decision needs besides the reports (facts.ts), from the parsed message. */
import type { Mailbox } from '../address.ts';
import { OVER_LIMITS, type Message } from '../message/message.ts';
import { bulkKind } from './bulk.ts';
import type { MessageFacts } from './facts.ts';

export function gatherFacts(message: Message, sender: Mailbox, authors: readonly Mailbox[]): MessageFacts {
  return {
    sizeBytes: message.source.sizeBytes,
    senderIsNull: sender === '',
    bulk: bulkKind(message.header, sender, authors),
    overLimits: message.defects.some(({ kind }) => OVER_LIMITS.has(kind)),
    ambiguousMime: message.defects.some(({ kind }) => kind === 'ambiguous-boundary'),
    encrypted: message.parts.some(({ contentType }) => ENCRYPTED.has(contentType)),
  };
}

/** RFC 1847 (OpenPGP, RFC 3156) and RFC 8551; S/MIME signed messages share the type and are told apart by no header alone. */
const ENCRYPTED = new Set(['multipart/encrypted', 'application/pgp-encrypted']);
