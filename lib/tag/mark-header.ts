/**
 * The header of a message that stays itself (ham, and spam with report_safe 0; spec 7.5): old X-Spam-* fields go, the
 * new ones stand on top, save that a Return-Path that comes first stays first; From, Subject and To get their tags, and
 * what they were is kept in X-Spam-Prev-* at the end. Byte strings.
 */
import type { ByteSource } from '../io/source.ts';
import { editedMessage } from '../message/edit.ts';
import { addedHeaders, filled } from '../rules/report/added-headers.ts';
import type { RewritableHeader } from '../rules/report/settings.ts';
import type { ReportSubject } from '../rules/report/subject.ts';
import { trimBlanks } from '../rules/words.ts';
import { subjectPrefix } from '../rules/report/subject-prefix.ts';
import { fieldValues, withoutFields, type HeaderLines } from '../markup/header-lines.ts';
import { isVirusField } from './virus-fields.ts';

export function markedHeader(
  { lines, separator, lineEnding }: HeaderLines,
  subject: ReportSubject | undefined,
  virusFields: readonly string[],
): string {
  const old = withoutFields(
    lines,
    name => (subject !== undefined && isOldSpamField(name)) || (virusFields.length > 0 && isVirusField(name)),
  );
  const rewritten = subject === undefined ? old : rewrittenLines(old, subject, lineEnding);
  const top = returnPathEnd(rewritten);
  const added = newFields(subject, virusFields);
  // Text that begins without any field would continue the last one added, or be taken for one.
  const end = lines.length === 0 && separator === '' ? lineEnding : separator;
  return (
    rewritten.slice(0, top).join('') + withLineEnding(added, lineEnding) + rewritten.slice(top).join('') + end
  );
}

/** A header too large to be held: its old fields go and the new ones stand on top, whatever else the settings want. */
export function* markedLargeHeader(
  message: ByteSource,
  subject: ReportSubject | undefined,
  virusFields: readonly string[],
): Generator<Buffer> {
  const insert = newFields(subject, virusFields)
    .split(/\n(?![ \t])/)
    .filter(field => field !== '');
  yield* editedMessage(message, { insert, subjectTag: '', remove: isReplaced(subject, virusFields) });
}

export function withLineEnding(text: string, lineEnding: '\n' | '\r\n'): string {
  return lineEnding === '\n' ? text : text.replace(/\r?\n/g, lineEnding);
}

/** The text of a tag, on one line. */
export function rewriteTag(subject: ReportSubject, header: RewritableHeader): string | undefined {
  const template = subject.settings.rewrites.get(header);
  return template === undefined ? undefined : filled(template, subject).replaceAll('\n', ' ');
}

function newFields(subject: ReportSubject | undefined, virusFields: readonly string[]): string {
  const spam = subject === undefined ? '' : addedHeaders(subject, subject.isSpam ? 'spam' : 'ham');
  return spam + virusFields.map(field => `${field}\n`).join('');
}

/** Given the name in lower case. */
function isReplaced(
  subject: ReportSubject | undefined,
  virusFields: readonly string[],
): (name: string) => boolean {
  return name =>
    (subject !== undefined && isOldSpamField(name)) || (virusFields.length > 0 && isVirusField(name));
}

/** X-Spam-Prev-* is what was saved of the original fields; it is never removed here. */
function isOldSpamField(name: string): boolean {
  return name.startsWith('x-spam-') && !name.startsWith('x-spam-prev-');
}

function rewrittenLines(old: readonly string[], subject: ReportSubject, lineEnding: string): string[] {
  const { rewrites } = subject.settings;
  if (rewrites.size === 0) return [...old];
  const lines = [...old];
  const createsSubject = rewrites.has('Subject') && fieldValues(old, 'Subject').length === 0;
  if (createsSubject) lines.push(`Subject: ${lineEnding}`);
  const previous: string[] = [];
  const prefix = trimBlanks(subjectPrefix(subject));
  const rewritten = lines.map(line => {
    const header = rewritableIn(line);
    const tag = header === undefined ? undefined : rewriteTag(subject, header);
    if (header === undefined || tag === undefined) return line;
    const prefixed = header === 'Subject' && prefix !== '' ? inserted(line, prefix) : line;
    if (!subject.isSpam) return prefixed;
    previous.push(
      header === 'Subject' && createsSubject
        ? `X-Spam-Prev-Subject: (nonexistent)${lineEnding}`
        : `X-Spam-Prev-${line}`,
    );
    return inserted(prefixed, header === 'Subject' ? tag : `(${tag})`);
  });
  const all = [...rewritten, ...previous];
  return all.map((line, at) => (line.endsWith('\n') || at === all.length - 1 ? line : line + lineEnding));
}

function rewritableIn(line: string): RewritableHeader | undefined {
  const name = /^(From|Subject|To):/i.exec(line)?.[1]?.toLowerCase();
  return (['From', 'Subject', 'To'] as const).find(one => one.toLowerCase() === name);
}

/** In front of the value, unless it stands there already. */
function inserted(line: string, text: string): string {
  const colon = line.indexOf(':') + 1;
  const value = line.slice(colon).replace(/^[ \t]+/, '');
  const stands = value.toLowerCase().startsWith(`${text.toLowerCase()} `);
  return `${line.slice(0, colon)} ${text} ${stands ? value.slice(text.length + 1) : value}`;
}

/** How many lines of a Return-Path stand first. */
function returnPathEnd(lines: readonly string[]): number {
  if (!/^return-path:/i.test(lines[0] ?? '')) return 0;
  const end = lines.findIndex((line, index) => index > 0 && !/^[ \t]/.test(line));
  return end < 0 ? lines.length : end;
}
