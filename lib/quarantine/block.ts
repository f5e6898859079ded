/**
 * The header block that stands in front of a quarantined message, with amavisd-new's fields in its order, and what is
 * read back from it.
 *
 * The last field, X-Mailsift-Original-Bytes, is ours: its first occurrence in the file ends the block, whatever the
 * message itself looks like, and it tells how many bytes of original follow. Values from mail are printable, one line
 * per piece, so no field can be forged from within. Source: spec of amavisd-new's prepare_header_edits_for_quarantine.
 */
import { quoteMailbox, type Mailbox } from '../address.ts';
import { printable } from '../log/escape.ts';
import type { RecipientPolicy } from '../policy/policy.ts';
import { alerts } from '../verdict/alerts.ts';
import { asciiText } from '../verdict/ascii-text.ts';
import { foldPieces } from '../verdict/fold.ts';
import { mailDate } from '../verdict/mail-date.ts';
import { formatScore } from '../verdict/score.ts';
import { shownScore, starsOf, testPieces } from '../verdict/spam-fields.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { deliveredTo } from './kinds.ts';
import type { QuarantineMeta } from './meta.ts';

export const LAST_FIELD = 'X-Mailsift-Original-Bytes';

export function composeBlock(meta: QuarantineMeta, originalBytes: number): Buffer {
  const { verdicts } = meta;
  const recipients = verdicts.map(({ policy }) => policy.recipient);
  const blocked = verdicts.filter(({ blocking }) => blocking !== null).map(({ policy }) => policy.recipient);
  const sender = bracketed(meta.sender);
  const fields = [
    `Return-Path: ${sender}`,
    `Delivered-To: ${deliveredTo(meta.kind)}`,
    `X-Envelope-From: ${sender}`,
    addressField('X-Envelope-To', recipients),
    addressField('X-Envelope-To-Blocked', blocked),
    `X-Quarantine-ID: <${meta.mailId}>`,
    ...alerts(
      verdicts.flatMap(({ categories }) => categories),
      meta,
    ),
    ...spamFields(meta),
    receivedField(meta, recipients),
    `${LAST_FIELD}: ${originalBytes}`,
  ];
  return Buffer.from(fields.map(field => `${field}\n`).join(''));
}

function spamFields({ verdicts, tests }: QuarantineMeta): readonly string[] {
  const scores = verdicts.flatMap(({ score }) => (score === null ? [] : [score]));
  const highest = scores.length === 0 ? null : Math.max(...scores);
  const sender = {
    welcomed: verdicts.some(({ policy }) => policy.welcomed),
    blocked: verdicts.some(({ policy }) => policy.blocked),
  };
  const stars = starsOf(sender, highest);
  return [
    `X-Spam-Flag: ${verdicts.some(({ tag2 }) => tag2) ? 'YES' : 'NO'}`,
    `X-Spam-Score: ${formatScore(shownScore(sender, highest ?? 0))}`,
    stars === '' ? 'X-Spam-Level:' : `X-Spam-Level: ${stars}`,
    foldPieces([
      `X-Spam-Status: ${verdicts.some(({ tag2, kill }) => tag2 || kill) ? 'Yes' : 'No'},`,
      ` score=${scoreRange(scores)}`,
      ` tag=${lowestLevel(verdicts, 'tag')}`,
      ` tag2=${lowestLevel(verdicts, 'tag2')}`,
      ` kill=${lowestLevel(verdicts, 'kill')}`,
      ...(sender.blocked ? [' BLACKLISTED'] : []),
      ...(sender.welcomed ? [' WHITELISTED'] : []),
      ...testPieces(tests),
      ' autolearn=unavailable',
    ]),
  ];
}

function scoreRange(scores: readonly number[]): string {
  if (scores.length === 0) return 'x';
  const lowest = formatScore(Math.min(...scores));
  const highest = formatScore(Math.max(...scores));
  return lowest === highest ? lowest : `${lowest}..${highest}`;
}

/** Over the recipients for whom the message reached any level. */
function lowestLevel(verdicts: readonly Verdict[], name: keyof RecipientPolicy['levels']): string {
  const levels = verdicts
    .filter(({ policy, tag, tag2, kill }) => !policy.bypass.spam && (tag || tag2 || kill))
    .flatMap(({ policy }) => policy.levels[name] ?? []);
  return levels.length === 0 ? 'x' : formatScore(Math.min(...levels));
}

/** Tells where the message came from; more than one recipient are not disclosed, as everywhere in Received. */
function receivedField(
  { client, hostname, mailId, arrival }: QuarantineMeta,
  recipients: readonly Mailbox[],
): string {
  const from = client.helo === undefined ? 'unknown' : asciiText(client.helo, 255).replaceAll(' ', '_');
  const address = client.address === undefined ? '' : ` ([${asciiText(client.address, 64)}])`;
  const only = recipients.length === 1 ? recipients[0] : undefined;
  return foldPieces([
    `Received: from ${from}${address}`,
    ` by ${hostname} (mailsift)`,
    ` id ${mailId}`,
    ...(only === undefined ? [] : [` for ${bracketed(only)}`]),
    `;`,
    ` ${mailDate(arrival)}`,
  ]);
}

function addressField(name: string, addresses: readonly Mailbox[]): string {
  if (addresses.length === 0) return `${name}:`;
  const last = addresses.length - 1;
  return foldPieces([
    `${name}:`,
    ...addresses.map((address, index) => ` ${bracketed(address)}${index === last ? '' : ','}`),
  ]);
}

/** `<"a b"@x>`; nothing in it can end the line. Line ends inside quotes cannot come from Postfix, so escaping loses nothing. */
function bracketed(address: Mailbox): string {
  return `<${printable(quoteMailbox(address))}>`;
}
