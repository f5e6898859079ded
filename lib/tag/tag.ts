/**
 * One message for procmail or maildrop: the bytes that came, with SpamAssassin's fields on top and without the ones that
 * were there, or, for spam with report_safe 1 or 2, wrapped into a report. An mbox `From ` line stays first.
 *
 * Gives the pieces to write, only once everything is decided. When a check fails there is nothing to say and the message
 * is given as it came; why is in `trouble`. Rejects only when the message itself cannot be read.
 */
import type { CheckState, VirusFinding } from '../check/report.ts';
import type { SpamScan } from '../check/spam/scan.ts';
import { describeError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import { subSource } from '../io/sub-source.ts';
import { reportText } from '../rules/report/report.ts';
import { reportSettings } from '../rules/report/settings.ts';
import type { ReportSite, ReportSubject } from '../rules/report/subject.ts';
import { fromLineEnd } from '../inputs/from-line.ts';
import { newBoundary } from './boundary.ts';
import { headerLines } from '../markup/header-lines.ts';
import { markedHeader, markedLargeHeader } from './mark-header.ts';
import { isInfected, virusFields } from './virus-fields.ts';
import { wrappedMessage } from './wrapped-message.ts';

export interface TagScan {
  readonly virus: CheckState<VirusFinding>;
  readonly spam:
    { readonly state: 'done'; readonly scan: SpamScan } | { readonly state: 'error'; readonly why: string };
}

export interface TagOptions {
  /** Checks the message behind its mbox line. */
  readonly scan: (source: ByteSource) => Promise<TagScan>;
  /** From this score on a message is spam; undefined: as the rule files say. */
  readonly required: number | undefined;
  /** Where neither says so. */
  readonly defaultRequired: number;
  readonly site: ReportSite;
  readonly random: () => number;
}

export interface Tagged {
  readonly pieces: Iterable<Buffer>;
  /** undefined: the rules could not be asked. */
  readonly isSpam: boolean | undefined;
  /** The report for people (get_report), a byte string; undefined when the message could not be checked. */
  readonly report: () => string | undefined;
  /** What kept a check from its result, one entry a check. */
  readonly trouble: readonly string[];
}

/** `watch` hears of every message that the rules ran over. */
export async function tagMessage(
  source: ByteSource,
  options: TagOptions,
  watch: (scan: SpamScan) => void = () => undefined,
): Promise<Tagged> {
  const unchanged = { pieces: source.chunks(), isSpam: undefined, report: () => undefined };
  if (source.sizeBytes === 0) return { ...unchanged, pieces: [], isSpam: false, trouble: [] };
  try {
    const start = fromLineEnd(source);
    const message = subSource(source, start);
    const scan = await options.scan(message);
    const trouble = troubleIn(scan);
    if (scan.spam.state === 'done') watch(scan.spam.scan);
    const subject = scan.spam.state === 'done' ? subjectOf(scan.spam.scan, options) : undefined;
    // Without a score only a virus is reason enough to touch the message.
    if (subject === undefined && !isInfected(scan.virus)) return { ...unchanged, trouble };
    return {
      pieces: concat(source.chunks(0, start), [
        ...rewritten(message, subject, virusFields(scan.virus), options),
      ]),
      isSpam: subject?.isSpam,
      report: () => (subject === undefined ? undefined : reportText(subject)),
      trouble,
    };
  } catch (thrown) {
    return { ...unchanged, trouble: [describeError(thrown)] };
  }
}

function subjectOf(
  { set, views, result }: SpamScan,
  { required, defaultRequired, site }: TagOptions,
): ReportSubject {
  const settings = reportSettings(set);
  const threshold = required ?? settings.requiredScore ?? defaultRequired;
  return { set, settings, views, result, required: threshold, isSpam: result.score >= threshold, site };
}

/** All that is made here is made before the first byte is written; the original comes from its source. */
function rewritten(
  message: ByteSource,
  subject: ReportSubject | undefined,
  virus: readonly string[],
  { site, random }: TagOptions,
): Iterable<Buffer>[] {
  const header = headerLines(message);
  if (subject?.isSpam === true && subject.settings.reportSafe > 0) {
    const boundary = newBoundary(message, site.nowMs, random);
    const { before, after } = wrappedMessage(header, subject, virus, boundary);
    return [[bytes(before)], message.chunks(), [bytes(after)]];
  }
  if (!header.isWhole) return [markedLargeHeader(message, subject, virus)];
  return [[bytes(markedHeader(header, subject, virus))], message.chunks(header.bodyOffset)];
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function* concat(first: Iterable<Buffer>, parts: readonly Iterable<Buffer>[]): Generator<Buffer> {
  yield* first;
  for (const part of parts) yield* part;
}

function troubleIn({ virus, spam }: TagScan): string[] {
  const result = spam.state === 'done' ? spam.scan.result : undefined;
  return [
    ...(virus.state === 'error' ? [`virus check: ${virus.why}`] : []),
    ...(spam.state === 'done' ? [] : [`spam check: ${spam.why}`]),
    ...(result?.timedOutIn === undefined
      ? []
      : [`spam check: the time for the rules was up in ${result.timedOutIn}`]),
    ...(result?.failures ?? []).map(({ rule, why }) => `spam check: ${rule} failed: ${why}`),
    ...(result?.remarks ?? []).map(text => `spam check: ${text}`),
  ];
}
