/**
 * The messages that a message carries as attachments, as people forward spam from Outlook and elsewhere: parts of type
 * message/rfc822, and files named .eml, whatever their type. What such a message carries in turn belongs to it.
 */
import type { ByteSource } from '../io/source.ts';
import type { Part } from '../message/message.ts';
import { parseMessage, type ParseLimits } from '../message/parse.ts';

export interface AttachedMessages {
  readonly messages: readonly Buffer[];
  /** Outlook's own forms were found, which hold no message as it was sent: winmail.dat, .msg. */
  readonly hasOutlookForms: boolean;
}

const LIMITS: ParseLimits = { parts: 1000, depth: 20, headerBytes: 2 ** 20, partBytes: 2 ** 26 };
const MESSAGE_TYPES = new Set(['message/rfc822', 'message/global']);
const OUTLOOK_TYPES = new Set(['application/ms-tnef', 'application/vnd.ms-outlook']);

export async function attachedMessages(source: ByteSource): Promise<AttachedMessages> {
  const { parts } = await parseMessage(source, LIMITS);
  const found: Part[] = [];
  for (const part of parts) {
    const lies = found.some(({ path }) => part.path.startsWith(`${path}.`));
    if (!lies && isMessage(part)) found.push(part);
  }
  return {
    messages: found.map(part => part.content(LIMITS.partBytes)).filter(({ length }) => length > 0),
    hasOutlookForms: parts.some(isOutlookForm),
  };
}

function isMessage({ path, contentType, container, names }: Part): boolean {
  if (path === '0') return false;
  return MESSAGE_TYPES.has(contentType) || (!container && names.some(name => /\.eml$/i.test(name)));
}

function isOutlookForm({ contentType, names }: Part): boolean {
  return OUTLOOK_TYPES.has(contentType) || names.some(name => /(?:^winmail\.dat|\.msg)$/i.test(name));
}
