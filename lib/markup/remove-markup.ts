/**
 * Takes off what this program or spamassassin put on a message (spec 7.5, -d): the original is taken out of its wrapping;
 * of a message that was only marked, X-Spam-* fields go, and From, Subject and To become what X-Spam-Prev-* says, or
 * lose the configured tag. Reports of old (`SPAM: ----` in front of the body) go too. Everything else keeps its bytes.
 *
 * Byte strings, without an mbox `From ` line.
 */
import type { RewritableHeader } from '../rules/report/settings.ts';
import { fieldValues, withoutFields, type HeaderLines } from './header-lines.ts';

/** Part of the form: by it `tag -d` and `spamassassin -d` find the original. */
export const ORIGINAL_DESCRIPTION = 'original message before SpamAssassin';

const BOUNDARY = /^\s*multipart\/mixed;\s+boundary\s*=\s*["']?([^\n]+?)["']?(?:;|$)/i;
const OLD_REPORT = /^\r?\n?SPAM: ----[^\n]+\n(?:SPAM:[^\n]*\n)*?SPAM: ----[^\n]+\n\r?\n/;

export function withoutMarkup(
  header: HeaderLines,
  body: string,
  rewrites: () => ReadonlyMap<RewritableHeader, string>,
): string {
  return wrappedOriginal(header, body) ?? unmarkedHeader(header, rewrites()) + withoutOldReports(body);
}

function wrappedOriginal({ lines }: HeaderLines, body: string): string | undefined {
  const contentType = (fieldValues(lines, 'Content-Type').at(-1) ?? '')
    .replace(/\r?\n[ \t]+/g, ' ')
    .trimEnd();
  const boundary = BOUNDARY.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const start = originalStart(body, `--${boundary}`);
  if (start === undefined) return undefined;
  const original = body.slice(start);
  const end = original.startsWith(`--${boundary}`) ? 0 : original.indexOf(`\n--${boundary}`) + 1;
  const cut = end <= 0 ? original : original.slice(0, end);
  // The blank line in front of the boundary is not the original's.
  return end <= 0 ? cut : cut.replace(/(^|\n)[ \t\r]*\n$/, '$1');
}

/** Where the content of the part begins that says that it is the original. */
function originalStart(body: string, delimiter: string): number | undefined {
  let inHeader = false;
  let type = '';
  let description = '';
  for (let at = 0; at < body.length;) {
    const lineFeed = body.indexOf('\n', at);
    const next = lineFeed < 0 ? body.length : lineFeed + 1;
    if (!inHeader && !body.startsWith(delimiter, at)) {
      const found = body.indexOf(`\n${delimiter}`, at);
      if (found < 0) return undefined;
      at = found + 1;
      continue;
    }
    const line = body.slice(at, next).trimEnd();
    at = next;
    if (line === '') {
      if (/^(?:message\/rfc822|text\/plain);\s+x-spam-type=original/.test(type)) return at;
      if (type === 'message/rfc822' && description === ORIGINAL_DESCRIPTION) return at;
      inHeader = false;
      type = '';
      description = '';
      continue;
    }
    if (!inHeader && line !== delimiter) continue;
    inHeader = true;
    type = /^Content-Type:\s+(.+)$/i.exec(line)?.[1] ?? type;
    description = /^Content-Description:\s+(.+)$/i.exec(line)?.[1] ?? description;
  }
  return undefined;
}

function unmarkedHeader(
  { lines, separator, lineEnding }: HeaderLines,
  rewrites: ReadonlyMap<RewritableHeader, string>,
): string {
  const saved = savedFields(lines);
  let fields = foldsJoined(withoutFields(lines, name => name.startsWith('x-spam-')));
  for (const [header, template] of rewrites) {
    if (!saved.some(({ name }) => name === header.toLowerCase())) {
      fields = fields.map(field => withoutTag(field, header, template));
    }
  }
  for (const { name, text } of saved) {
    const at = fields.findIndex(field => isField(field, name));
    if (name === 'subject' && /^[^:]*:\s*\(nonexistent\)\s*$/.test(text)) {
      if (at >= 0 && !(fields[at] ?? '').includes('(nonexistent)')) fields.splice(at, 1);
    } else if (at < 0) {
      fields.push(text.endsWith('\n') ? text : text + lineEnding);
    } else {
      fields[at] = restored(fields[at] ?? '', text);
    }
  }
  return fields.join('') + separator;
}

interface SavedField {
  /** In lower case. */
  readonly name: string;
  /** The whole field as it was. */
  readonly text: string;
}

function savedFields(lines: readonly string[]): SavedField[] {
  return foldsJoined(lines).flatMap(field => {
    const found = /^X-Spam-Prev-(([!-9;-~]+):[^]*)$/.exec(field);
    return found === null ? [] : [{ name: (found[2] ?? '').toLowerCase(), text: found[1] ?? '' }];
  });
}

/** Only the first line of a folded field was saved, and the others stayed where they are. */
function restored(field: string, saved: string): string {
  const folds = field.slice(field.indexOf('\n') + 1);
  return /\n[ \t]/.test(saved) || !field.includes('\n') ? saved : saved + folds;
}

function foldsJoined(lines: readonly string[]): string[] {
  const fields: string[] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line) && fields.length > 0) fields.push(`${fields.pop() ?? ''}${line}`);
    else fields.push(line);
  }
  return fields;
}

function isField(field: string, lowerName: string): boolean {
  return field.slice(0, lowerName.length + 1).toLowerCase() === `${lowerName}:`;
}

/** The tag that stands at the place where rewrite_header puts it; numbers in it as old versions wrote them. */
function withoutTag(field: string, header: RewritableHeader, template: string): string {
  if (!isField(field, header.toLowerCase())) return field;
  if (header !== 'Subject') return field.replace(/^([^:\n]*:[ \t][^\n]*)\t\([^)\n]*\)(?=\r?\n|$)/, '$1');
  const tag = template.replace(/[^\w]/g, '\\$&').replace(/_(?:HITS|SCORE|REQD)_/g, '\\d{2}\\.\\d{2}');
  return field.replace(new RegExp(`^(Subject: )(?:${tag} )+`), '$1');
}

function withoutOldReports(body: string): string {
  let text = body;
  for (let found = OLD_REPORT.exec(text); found !== null; found = OLD_REPORT.exec(text)) {
    text = text.slice(found[0].length);
  }
  return text;
}
