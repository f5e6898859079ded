/**
 * From the bytes of one input to what is to be learnt from it: marks of SpamAssassin and mailsift are taken off first, and a
 * message that a person has forwarded as an attachment is learnt in the place of the one that carries it.
 */
import { fromLineEnd } from '../inputs/from-line.ts';
import { memorySource } from '../io/memory-source.ts';
import { fieldValues, headerLines } from '../markup/header-lines.ts';
import { unmarked } from '../markup/original.ts';
import type { RewritableHeader } from '../rules/report/settings.ts';
import type { Lesson } from '../store/bayes/bayes-store.ts';
import { attachedMessages } from './attached-messages.ts';

export interface Question {
  readonly bytes: Uint8Array;
  readonly as: Lesson['as'];
  /** The `From ` line that stood in front of it in an mbox file. */
  readonly mboxLine?: string;
}

export interface Studied {
  /** None for what is not to be learnt. */
  readonly lessons: readonly Lesson[];
  /** What a person should know of it. */
  readonly remarks: readonly string[];
}

export interface StudyOptions {
  /** Messages forwarded as attachments are wanted, not those that carry them. */
  readonly fromAttachment: boolean;
  readonly rewrites: () => ReadonlyMap<RewritableHeader, string>;
  /** undefined: it is not to be learnt. */
  readonly lessonOf: (message: Buffer, about: Omit<Question, 'bytes'>) => Lesson | undefined;
}

export async function study({ bytes, as, mboxLine }: Question, options: StudyOptions): Promise<Studied> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = fromLineEnd(memorySource(whole));
  const message = whole.subarray(start);
  if (!options.fromAttachment) {
    const line = start > 0 ? whole.toString('latin1', 0, start) : mboxLine;
    const about = { as, ...(line === undefined ? {} : { mboxLine: line }) };
    return { lessons: lessonsOf([message], about, options), remarks: [] };
  }
  const { messages, hasOutlookForms } = await attachedMessages(memorySource(message));
  const remarks = messages.length > 0 ? [] : [nothingAttached(hasOutlookForms)];
  return { lessons: lessonsOf(messages, { as }, options), remarks };
}

function nothingAttached(hasOutlookForms: boolean): string {
  const why = 'carries no message as an attachment, so there was nothing to learn';
  return hasOutlookForms
    ? `${why}; Outlook's winmail.dat and .msg do not hold the message as it was sent: forward it in internet format`
    : `${why}; forward the message as an attachment, not inline`;
}

function lessonsOf(
  messages: readonly Buffer[],
  about: Omit<Question, 'bytes'>,
  options: StudyOptions,
): Lesson[] {
  return messages.flatMap(message => options.lessonOf(withoutMarks(message, options), about) ?? []);
}

/** As sa-learn decides: by the field that every mark comes with. */
function withoutMarks(message: Buffer, { rewrites }: StudyOptions): Buffer {
  const source = memorySource(message);
  const { lines } = headerLines(source);
  if (fieldValues(lines, 'X-Spam-Checker-Version').length === 0) return message;
  const clean = unmarked(source, rewrites);
  return clean.read(0, clean.sizeBytes);
}
