/**
 * The fields that stand above a message that is sent again, RFC 5322 3.6.6, with line ends like those of the message:
 * sendmail(1) goes by the first line.
 */
import { quoteMailbox, splitMailbox, type Mailbox } from '../address.ts';
import type { ByteSource } from '../io/source.ts';
import { printable } from '../log/escape.ts';
import { foldPieces } from '../verdict/fold.ts';
import { mailDate } from '../verdict/mail-date.ts';

export interface Resending {
  readonly from: Mailbox;
  readonly recipients: readonly Mailbox[];
  readonly now: Date;
  readonly mailId: string;
  readonly original: ByteSource;
}

const FIRST_LINE_BYTES = 64 * 1024;

export function resentFields({ from, recipients, now, mailId, original }: Resending): Buffer {
  const domain = splitMailbox(from).domain || 'localhost';
  const last = recipients.length - 1;
  const fields = [
    `Resent-From: ${bracketed(from)}`,
    foldPieces([
      'Resent-To:',
      ...recipients.map((address, index) => ` ${bracketed(address)}${index === last ? '' : ','}`),
    ]),
    `Resent-Date: ${mailDate(now)}`,
    `Resent-Message-ID: <QRA${mailId}-${now.getTime()}@${printable(domain)}>`,
  ];
  const text = fields.map(field => `${field}\n`).join('');
  return Buffer.from(usesCrlf(original) ? text.replaceAll('\n', '\r\n') : text);
}

function usesCrlf(original: ByteSource): boolean {
  const beginning = original.read(0, FIRST_LINE_BYTES);
  const lineEnd = beginning.indexOf(0x0a);
  return lineEnd > 0 && beginning[lineEnd - 1] === 0x0d;
}

function bracketed(address: Mailbox): string {
  return `<${printable(quoteMailbox(address))}>`;
}
