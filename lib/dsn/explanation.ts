/** The part of a bounce that the sender reads: what happened, to whom, why, and what to do. Plain text, LF. */
import { printable } from '../log/escape.ts';
import { asciiText } from '../verdict/ascii-text.ts';
import { mailDate } from '../verdict/mail-date.ts';
import type { DsnInput } from './input.ts';

export function explanation(input: DsnInput): string {
  const { site, mailId, arrival, verdicts } = input;
  return [
    `This is the mail content filter at ${asciiText(site.hostname, 255)}.`,
    '',
    `Your message, which arrived here on ${mailDate(arrival)},`,
    'was not delivered to:',
    '',
    ...verdicts.map(recipientLines),
    '',
    'To others it may have been delivered. Its header is attached.',
    '',
    'What you can do: if the reason is an attachment, send it in another form or',
    'by another way; if it is the size, send less at a time. Sending the same',
    'message again will have the same result. If you think that this is a',
    `mistake, write to postmaster@${asciiText(site.domain, 255)} and quote the id ${mailId}.`,
    '',
  ].join('\n');
}

function recipientLines({ policy, reply }: DsnInput['verdicts'][number]): string {
  return `  <${printable(policy.recipient)}>\n    ${reply.status} ${reasonIn(asciiText(reply.text, 450))}`;
}

/** `Bounce, id=ID - BANNED: x` without what only programs want. */
function reasonIn(text: string): string {
  const dash = text.indexOf(' - ');
  return dash < 0 ? text : text.slice(dash + 3);
}
