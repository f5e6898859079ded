/**
 * The message as it leaves: the bytes that came, with fields removed, inserted on top, and the Subject tagged. Nothing
 * else changes by a byte. Goes through the source once, in constant memory, so that a forged field is found however
 * large the header is.
 */
import type { ByteSource } from '../io/source.ts';
import { scanFields, type FieldRange } from './scan-fields.ts';
import { taggedSubject } from './subject.ts';

export interface HeaderEdits {
  /** Given the field name in lower case, and what the value begins with; its line endings are there. Byte strings. */
  readonly remove: (name: string, beginning: () => string) => boolean;
  /** Whole fields, folded with `\n`, no final newline; they get the line endings of the message. */
  readonly insert: readonly string[];
  /** Goes in front of the Subject, which is made if there is none; '' for none. */
  readonly subjectTag: string;
}

/** Longer Subject fields are left as they are. */
const MAX_SUBJECT_BYTES = 64 * 1024;

export function* editedMessage(source: ByteSource, edits: HeaderEdits): Generator<Buffer> {
  const { subject, lineEnding, separated, endOffset } = survey(source);
  const inserted = edits.insert.map(field => `${field}\n`);
  if (edits.subjectTag !== '' && subject === undefined) {
    inserted.push(`${taggedSubject('Subject: ', edits.subjectTag).trimEnd()}\n`);
  }
  // Text that begins without any field would continue the last one inserted, or be taken for one.
  const bodyOnly = endOffset === 0 && !separated && source.sizeBytes > 0;
  if (bodyOnly && inserted.length > 0) inserted.push('\n');
  if (inserted.length > 0) yield Buffer.from(inserted.join('').replaceAll('\n', lineEnding));

  let kept = 0;
  for (const field of fieldsOf(source)) {
    const tagged = edits.subjectTag !== '' && field.start === subject?.start;
    if (!tagged && !edits.remove(field.name.toLowerCase(), () => beginningOf(source, field))) continue;
    yield* source.chunks(kept, field.start);
    kept = field.end;
    if (tagged) {
      const raw = source.read(field.start, field.end).toString('latin1');
      yield Buffer.from(taggedSubject(raw, edits.subjectTag), 'latin1');
    }
  }
  yield* source.chunks(kept);
}

/** What has to be known of the header before its first byte is written. */
function survey(source: ByteSource) {
  const scan = scanFields(source);
  let subject: FieldRange | undefined;
  let step = scan.next();
  for (; step.done !== true; step = scan.next()) {
    const field = step.value;
    if (/^subject$/i.test(field.name) && field.end - field.start <= MAX_SUBJECT_BYTES) subject ??= field;
  }
  return { ...step.value, subject };
}

/** Enough of a value to tell whose field it is. */
const MAX_BEGINNING_BYTES = 2048;

function beginningOf(source: ByteSource, { start, end }: FieldRange): string {
  const text = source.read(start, Math.min(end, start + MAX_BEGINNING_BYTES)).toString('latin1');
  return text.slice(text.indexOf(':') + 1);
}

function* fieldsOf(source: ByteSource): Generator<FieldRange> {
  yield* scanFields(source);
}

/**
 * Fields by which mail readers and Sieve scripts tell spam and viruses: they are ours to write, so those that came with
 * the message go, whatever their case. X-Spam-* may stay where the policy says so.
 */
export function isForgeable(name: string, removeSpamHeaders: boolean): boolean {
  if (/^x-(?:virus|mailsift|amavis|quarantine)(?:-|$)/.test(name)) return true;
  return removeSpamHeaders && /^x-spam(?:-|$)/.test(name);
}
