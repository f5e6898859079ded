/**
 * The X-Spam-* fields that the templates add to a message (spec 7.4), each `X-Spam-Name: value` with a newline behind it,
 * folded with `\n\t`. Byte string, pure ASCII.
 */
import { encodeHeaderValue } from './encode-header.ts';
import { foldValue } from './fold-field.ts';
import type { AddedHeader } from './settings.ts';
import type { ReportSubject } from './subject.ts';
import { fillTemplate } from './template.ts';
import { tagValue } from './tags.ts';

/** The fields themselves are tags too, but not inside of fields. */
const OWN_TAGS = /^ADDEDHEADER(?:HAM|SPAM)?$/;

export function addedHeaders(subject: ReportSubject, kind: 'spam' | 'ham'): string {
  const headers = kind === 'spam' ? subject.settings.spamHeaders : subject.settings.hamHeaders;
  return headers.map(header => field(header, subject)).join('');
}

/** A text of the settings, such as a report, with all its tags. */
export function filled(template: string, subject: ReportSubject): string {
  return fillTemplate(template, (name, argument) => {
    if (!OWN_TAGS.test(name)) return tagValue(subject, name, argument);
    const isSpam = name === 'ADDEDHEADERSPAM' || (name === 'ADDEDHEADER' && subject.isSpam);
    return addedHeaders(subject, isSpam ? 'spam' : 'ham');
  });
}

function field({ name, template }: AddedHeader, subject: ReportSubject): string {
  const text = fillTemplate(template, (tag, argument) =>
    OWN_TAGS.test(tag) ? undefined : tagValue(subject, tag, argument),
  ).replace(/(?:\r?\n)+$/, '');
  return `X-Spam-${name}: ${encodeHeaderValue(laidOut(name, text, subject.settings.foldsHeaders))}\n`;
}

function laidOut(name: string, text: string, folds: boolean): string {
  if (!folds) return text.replaceAll('\n', ' ');
  if (text.includes('\n')) return text.replace(/[ \t\r\f\v]*\n[ \t\r\n\f\v]*/g, '\n\t');
  return foldValue(`X-Spam-${name}`, text);
}
