/**
 * Spam with report_safe 1 or 2 (spec 7.5): a new message with the report as its text and the original behind it, untouched,
 * as message/rfc822 (1) or as text/plain (2). Gives what stands in front of the original and what stands behind it.
 */
import { addedHeaders } from '../rules/report/added-headers.ts';
import { reportText, unsafeReportText } from '../rules/report/report.ts';
import { rfc822Date } from '../rules/report/rfc822-date.ts';
import type { ReportSubject } from '../rules/report/subject.ts';
import { subjectPrefix } from '../rules/report/subject-prefix.ts';
import { versionText } from '../rules/report/tags.ts';
import { fieldValues, type HeaderLines } from '../markup/header-lines.ts';
import { ORIGINAL_DESCRIPTION } from '../markup/remove-markup.ts';
import { rewriteTag, withLineEnding } from './mark-header.ts';

/** Fields that the new message has anyway. */
const COPIED = ['From', 'To', 'Cc', 'Subject', 'Date', 'Message-Id'] as const;

export interface Wrapping {
  readonly before: string;
  readonly after: string;
}

export function wrappedMessage(
  { lines, lineEnding }: HeaderLines,
  subject: ReportSubject,
  virusFields: readonly string[],
  boundary: string,
): Wrapping {
  const { settings, site } = subject;
  const contentType = fieldValues(lines, 'Content-Type').at(-1)?.trim() ?? '';
  const isPlain = contentType === '' || /text\/plain/i.test(contentType);
  const header =
    `Received: from localhost by ${site.hostname}\n` +
    `\twith SpamAssassin (version ${versionText(settings)});\n` +
    `\t${rfc822Date(site.nowMs)}\n` +
    furtherFields(lines, settings.copiedHeaders, true) +
    copiedFields(lines, subject) +
    addedHeaders(subject, 'spam') +
    virusFields.map(field => `${field}\n`).join('') +
    furtherFields(lines, settings.copiedHeaders, false);
  const report = reportText(subject) + (isPlain ? '' : unsafeReportText(subject));
  const type = settings.reportSafe === 2 ? 'text/plain' : 'message/rfc822';
  const before = `${header}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="${boundary}"

This is a multi-part message in MIME format.

--${boundary}
Content-Type: text/plain; charset=${settings.charset}
Content-Disposition: inline
Content-Transfer-Encoding: 8bit

${report}

--${boundary}
Content-Type: ${type}; x-spam-type=original
Content-Description: ${ORIGINAL_DESCRIPTION}
Content-Disposition: ${isPlain ? 'inline' : 'attachment'}
Content-Transfer-Encoding: 8bit

`;
  return {
    before: withLineEnding(before, lineEnding),
    after: withLineEnding(`\n--${boundary}--\n\n`, lineEnding),
  };
}

/** Those that the original has, and those that are rewritten. */
function copiedFields(lines: readonly string[], subject: ReportSubject): string {
  return COPIED.map(name => {
    const value = fieldValues(lines, name).at(-1);
    const text = rewrittenValue(name, value, subject) ?? value;
    return text === undefined ? '' : `${name}: ${text.replace(/\r?\n$/, '')}\n`;
  }).join('');
}

function rewrittenValue(
  name: (typeof COPIED)[number],
  value = '\n',
  subject: ReportSubject,
): string | undefined {
  if (name !== 'Subject' && name !== 'From' && name !== 'To') return undefined;
  const tag = rewriteTag(subject, name);
  if (tag === undefined) return undefined;
  if (name === 'Subject') {
    const text = subjectPrefix(subject) + value;
    return `${tag} ${text.startsWith(`${tag} `) ? text.slice(tag.length + 1) : text}`;
  }
  const comment = `\t(${tag})`;
  const text = value.replace(/\r?\n$/, '');
  return text.endsWith(comment) ? text : text + comment;
}

/** The fields of report_safe_copy_headers: Received goes on top, the others behind the new ones. */
function furtherFields(lines: readonly string[], names: readonly string[], received: boolean): string {
  const seen = new Set<string>(COPIED.map(name => name.toLowerCase()));
  let text = '';
  for (const name of names) {
    const key = name.toLowerCase();
    if (seen.has(key) || !/^[!-9;-~]+$/.test(name)) continue;
    seen.add(key);
    if ((key === 'received') !== received) continue;
    for (const value of fieldValues(lines, escaped(name)))
      text += `${name}: ${value.replace(/\r?\n$/, '')}\n`;
  }
  return text;
}

function escaped(name: string): string {
  return name.replace(/[^\w-]/g, '\\$&');
}
