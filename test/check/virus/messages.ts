/** Messages for the virus tests: a MIME mail round one attachment, parsed as the program does. */
import { memorySource } from '../../../lib/io/memory-source.ts';
import type { Message } from '../../../lib/message/message.ts';
import { parseMessage } from '../../../lib/message/parse.ts';

export const LIMITS = { parts: 100, depth: 10, headerBytes: 100_000, partBytes: 50_000_000 };

export function parsed(text: string | Buffer): Promise<Message> {
  return parseMessage(memorySource(typeof text === 'string' ? Buffer.from(text, 'latin1') : text), LIMITS);
}

export function plain(body: string): string {
  return `From: a@example.com\nTo: b@example.com\nSubject: test\n\n${body}\n`;
}

/** A multipart message with a text and one part: its own header lines, and its body as transferred. */
export function withPart(partHeader: string, body: string): string {
  return [
    'From: a@example.com',
    'Subject: test',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="=_b"',
    '',
    '--=_b',
    'Content-Type: text/plain',
    '',
    'Hello.',
    '--=_b',
    partHeader,
    '',
    body,
    '--=_b--',
    '',
  ].join('\n');
}

/** Base64 in lines of 76 characters, RFC 2045 6.8. */
export function base64(content: Buffer | string): string {
  const text = Buffer.from(content as string, 'latin1').toString('base64');
  return (text.match(/.{1,76}/g) ?? []).join('\n');
}
