/**
 * The machine-readable part of a bounce, RFC 3464 2: fields about the message, then a group per recipient. With an
 * address beyond ASCII it becomes message/global-delivery-status with address type utf-8, RFC 6533 3 and 4.
 */
import { quoteMailbox, type Mailbox } from '../address.ts';
import { printable } from '../log/escape.ts';
import { asciiText } from '../verdict/ascii-text.ts';
import { foldText } from '../verdict/fold.ts';
import { mailDate } from '../verdict/mail-date.ts';
import type { DsnInput } from './input.ts';

export interface DeliveryStatus {
  readonly subtype: 'delivery-status' | 'global-delivery-status';
  readonly body: Buffer;
}

const BEYOND_ASCII = /[^\x00-\x7f]/;
/** RFC 6533 3: what a unitext address may not hold as it is. */
const NOT_UNITEXT = /[\x00-\x20+=\\\x7f]/g;

export function deliveryStatus(input: DsnInput): DeliveryStatus {
  const { envelope, site, arrival, verdicts } = input;
  const { client } = envelope;
  const groups = [
    [
      `Reporting-MTA: dns; ${asciiText(site.hostname, 255)}`,
      ...(client.helo === undefined
        ? []
        : [`Received-From-MTA: dns; ${receivedFrom(client.helo, client.address)}`]),
      `Arrival-Date: ${mailDate(arrival)}`,
    ],
    ...verdicts.map(verdict => recipientGroup(verdict, input)),
  ];
  const isGlobal = verdicts.some(({ policy }) => BEYOND_ASCII.test(policy.recipient));
  return {
    subtype: isGlobal ? 'global-delivery-status' : 'delivery-status',
    body: Buffer.from(groups.map(fields => `${fields.join('\n')}\n`).join('\n')),
  };
}

function recipientGroup({ policy, reply }: DsnInput['verdicts'][number], input: DsnInput): readonly string[] {
  const { mailId, arrival } = input;
  const { queueId } = input.envelope;
  const logId = queueId === undefined ? mailId : `${asciiText(queueId, 64)}/${mailId}`;
  return [
    `Final-Recipient: ${typedAddress(policy.recipient)}`,
    'Action: failed',
    `Status: ${reply.status}`,
    foldText('Diagnostic-Code', `smtp; ${reply.code} ${reply.status} ${asciiText(reply.text, 900)}`),
    `Last-Attempt-Date: ${mailDate(arrival)}`,
    `Final-Log-ID: ${logId}`,
  ];
}

function typedAddress(recipient: Mailbox): string {
  const address = quoteMailbox(recipient);
  if (!BEYOND_ASCII.test(address)) return `rfc822; ${printable(address)}`;
  const unitext = address.replace(
    NOT_UNITEXT,
    char => `\\x{${char.charCodeAt(0).toString(16).toUpperCase()}}`,
  );
  return `utf-8; ${printable(unitext)}`;
}

function receivedFrom(helo: string, address: string | undefined): string {
  const name = asciiText(helo, 255);
  return address === undefined ? name : `${name} ([${asciiText(address, 64)}])`;
}
