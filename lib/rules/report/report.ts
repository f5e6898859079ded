/** The report on a message for people (spec 7.3): the `report` template with its tags, two newlines at its end. Byte string. */
import { filled } from './added-headers.ts';
import type { ReportSubject } from './subject.ts';

export function reportText(subject: ReportSubject): string {
  const template = subject.settings.reportTemplate || '(no report template found)';
  return `${withoutTrailingNewlines(filled(template, subject))}\n\n`;
}

/** What stands beneath the report when the original is more than plain text. */
export function unsafeReportText(subject: ReportSubject): string {
  return filled(subject.settings.unsafeReportTemplate, subject);
}

function withoutTrailingNewlines(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === '\n') end -= 1;
  return text.slice(0, end);
}
