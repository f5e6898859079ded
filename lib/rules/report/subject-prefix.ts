/**
 * What rules that hit put in front of the Subject (`subjprefix RULE text`), each text once, in the order of hitting, each
 * with a blank behind it. Only where `rewrite_header Subject` is set, as in SpamAssassin.
 */
import type { ReportSubject } from './subject.ts';

export function subjectPrefix({ settings, result }: Pick<ReportSubject, 'settings' | 'result'>): string {
  if (!settings.rewrites.has('Subject') || settings.subjectPrefixes.size === 0) return '';
  let prefix = '';
  for (const { rule } of result.hits) {
    const text = settings.subjectPrefixes.get(rule);
    if (text !== undefined && text !== '' && !prefix.includes(text)) prefix += `${text} `;
  }
  return prefix;
}
