/**
 * Composes a bounce, RFC 3464: one multipart/report to the sender about the recipients that did not get the message.
 *
 * Three parts: what happened and what to do, for people; message/delivery-status; the header of the original, its first
 * 16 KiB. To be sent from the null sender (RFC 5321 4.5.5). Lines end in LF, as sendmail(1) wants them. Values from mail
 * are printable and on one line. An address beyond ASCII makes it message/global-delivery-status (RFC 6533); the whole
 * then needs SMTPUTF8, as mail to such a sender does anyway.
 */
import { createHash } from 'node:crypto';
import { quoteMailbox } from '../address.ts';
import { printable } from '../log/escape.ts';
import { asciiText } from '../verdict/ascii-text.ts';
import { mailDate } from '../verdict/mail-date.ts';
import { deliveryStatus } from './delivery-status.ts';
import { headerExcerpt } from './header-excerpt.ts';
import { explanation } from './explanation.ts';
import type { DsnInput } from './input.ts';

interface BodyPart {
  readonly headers: readonly string[];
  readonly body: Buffer;
}

const MESSAGE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/;

export function composeDsn(input: DsnInput): Buffer {
  const { message, envelope, mailId, arrival } = input;
  const hostname = asciiText(input.site.hostname, 255);
  const domain = asciiText(input.site.domain, 255);
  const status = deliveryStatus(input);
  const excerpt = headerExcerpt(message.source, message.header.endOffset);
  const parts: readonly BodyPart[] = [
    textPart('text/plain', explanation(input)),
    {
      headers: [
        `Content-Type: message/${status.subtype}`,
        'Content-Description: Delivery report',
        `Content-Transfer-Encoding: ${encodingOf(status.body)}`,
      ],
      body: status.body,
    },
    {
      headers: [
        `Content-Type: text/rfc822-headers; charset=${excerpt.charset}`,
        'Content-Description: Header of the undelivered message',
        `Content-Transfer-Encoding: ${encodingOf(excerpt.body)}`,
      ],
      body: excerpt.body,
    },
  ];
  const boundary = boundaryFor(mailId, parts);
  const messageId = (message.header.first('Message-ID') ?? '').trim();
  const header = [
    `From: "Content-filter at ${hostname.replace(/["\\]/g, '')}" <postmaster@${domain}>`,
    `To: <${printable(quoteMailbox(envelope.sender))}>`,
    'Subject: Undelivered mail: refused by the content filter',
    `Date: ${mailDate(arrival)}`,
    `Message-ID: <DSN${mailId}@${hostname}>`,
    ...(MESSAGE_ID.test(messageId) ? [`In-Reply-To: ${messageId}`, `References: ${messageId}`] : []),
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${status.subtype};`,
    ` boundary="${boundary}"`,
    `Content-Transfer-Encoding: ${parts.some(({ body }) => encodingOf(body) === '8bit') ? '8bit' : '7bit'}`,
  ];
  return Buffer.concat([
    Buffer.from(`${header.join('\n')}\n\nThis is a MIME message, RFC 3464.\n`),
    ...parts.flatMap(({ headers, body }) => [
      Buffer.from(`\n--${boundary}\n${headers.join('\n')}\n\n`),
      body,
    ]),
    Buffer.from(`\n--${boundary}--\n`),
  ]);
}

function textPart(type: string, text: string): BodyPart {
  const body = Buffer.from(text);
  const headers = [
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Description: Notification',
    `Content-Transfer-Encoding: ${encodingOf(body)}`,
  ];
  return { headers, body };
}

function encodingOf(body: Buffer): '7bit' | '8bit' {
  return body.some(byte => byte > 0x7f) ? '8bit' : '7bit';
}

/** Does not occur in any part: it is a digest of all of them. */
function boundaryFor(mailId: string, parts: readonly BodyPart[]): string {
  const hash = createHash('sha256').update(mailId);
  for (const { body } of parts) hash.update(body);
  return `=_${hash.digest('hex').slice(0, 40)}`;
}
