/**
 * What a person wants to know of a quarantined message before releasing it: author, subject, date, attachments, as
 * mailparser reads them. All of it comes from mail: escape it before it is shown.
 */
import { Readable } from 'node:stream';
import type { QuarantineItem } from './list.ts';
import { readOriginal } from './read.ts';

export interface Summary {
  readonly from: string;
  readonly subject: string;
  readonly date: Date | null;
  readonly attachments: readonly AttachmentSummary[];
}

export interface AttachmentSummary {
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

export async function summarise(item: QuarantineItem): Promise<Summary> {
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(Readable.from(readOriginal(item, item.block), { objectMode: false }), {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
  });
  return {
    from: mail.from?.text ?? '',
    subject: mail.subject ?? '',
    date: mail.date ?? null,
    attachments: mail.attachments.map(({ filename, contentType, size }) => ({
      name: filename ?? '',
      contentType,
      sizeBytes: size,
    })),
  };
}
