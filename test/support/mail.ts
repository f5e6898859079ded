/** Messages for integration tests, made of a header and parts. */

export const GTUBE = ['XJS*C4JDBQADN1.NSBN3*2IDNEN*', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('');

let counter = 0;

/** A complete, unremarkable message; `body` may be bytes. Each has a Message-ID of its own. */
export function mail(subject: string, body: string | Buffer, fields: readonly string[] = []): Buffer {
  counter += 1;
  const header = [
    'From: Anna Beispiel <anna@example.org>',
    'To: Bert Muster <bert@example.com>',
    `Subject: ${subject}`,
    'Date: Fri, 20 Nov 2026 09:00:00 +0000',
    `Message-ID: <${process.pid}.${counter}@mail.example.org>`,
    'MIME-Version: 1.0',
    ...fields,
  ];
  return Buffer.concat([
    Buffer.from(`${header.join('\n')}\n\n`),
    Buffer.isBuffer(body) ? body : Buffer.from(body),
  ]);
}

export interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
  /** Default base64. */
  readonly encoding?: 'base64' | '7bit';
}

export function mailWith(subject: string, { name, type, content, encoding = 'base64' }: Attachment): Buffer {
  const encoded =
    encoding === 'base64' ? content.toString('base64').replace(/.{76}/g, '$&\n') : content.toString('latin1');
  const body = [
    '--part',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'See the attachment.',
    '--part',
    `Content-Type: ${type}; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    encoded,
    '--part--',
    '',
  ];
  return mail(subject, body.join('\n'), ['Content-Type: multipart/mixed; boundary="part"']);
}
