/**
 * One message for procmail or maildrop: the bytes that came, with SpamAssassin's fields on top and without the ones that
 * were there. An mbox `From ` line and a Return-Path at the very beginning stay first. Nothing else changes.
 *
 * Gives the pieces to write, only once everything is decided. When a check fails there is nothing to say and the message
 * is given as it came; why is in `trouble`. Rejects only when the message itself cannot be read.
 */
import { describeError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import { subSource } from '../io/sub-source.ts';
import { editedMessage } from '../message/edit.ts';
import { scanFields } from '../message/scan-fields.ts';
import type { CheckReports } from '../check/report.ts';
import type { Inspect } from '../scan/inspection.ts';
import { fromLineEnd } from '../scan/from-line.ts';
import { tagFields, type TagIdentity } from './fields.ts';

export interface Tagged {
  readonly pieces: Iterable<Buffer>;
  /** undefined when the message could not be checked. */
  readonly reports: CheckReports | undefined;
  /** What kept a check from its result, one entry a check. */
  readonly trouble: readonly string[];
}

export async function tagMessage(
  source: ByteSource,
  inspect: Inspect,
  required: number,
  identity: TagIdentity,
): Promise<Tagged> {
  if (source.sizeBytes === 0) return { pieces: [], reports: undefined, trouble: [] };
  try {
    const { reports } = await inspect(subSource(source, fromLineEnd(source)));
    const fields = tagFields(reports, required, identity);
    const pieces = isWorthTelling(reports) ? marked(source, fields, reports) : source.chunks();
    return { pieces, reports, trouble: troubleIn(reports) };
  } catch (thrown) {
    return { pieces: source.chunks(), reports: undefined, trouble: [describeError(thrown)] };
  }
}

/** Without a score only a virus is reason enough to touch the message. */
function isWorthTelling({ spam, virus }: CheckReports): boolean {
  return spam.state === 'done' || (virus.state === 'done' && virus.finding.viruses.length > 0);
}

function* marked(
  source: ByteSource,
  fields: readonly string[],
  { spam, virus }: CheckReports,
): Generator<Buffer> {
  const top = topEnd(source);
  yield* source.chunks(0, top);
  yield* editedMessage(subSource(source, top), {
    insert: fields,
    subjectTag: '',
    remove: name =>
      (spam.state === 'done' && isOldSpamField(name)) || (virus.state !== 'skipped' && isOldVirusField(name)),
  });
}

/** Offset behind the `From ` line and a Return-Path that comes first: what SpamAssassin leaves on top. */
function topEnd(source: ByteSource): number {
  const start = fromLineEnd(source);
  const first = scanFields(subSource(source, start)).next();
  return first.done !== true && /^return-path$/i.test(first.value.name) ? start + first.value.end : start;
}

/** X-Spam-Prev-* is what SpamAssassin saved of the original fields; it never removes that here. */
function isOldSpamField(name: string): boolean {
  return name.startsWith('x-spam-') && !name.startsWith('x-spam-prev-');
}

function isOldVirusField(name: string): boolean {
  return name === 'x-virus-status' || name === 'x-spam-virus';
}

function troubleIn({ virus, spam }: CheckReports): string[] {
  return [
    ...(virus.state === 'error' ? [`virus check: ${virus.why}`] : []),
    ...(spam.state === 'done' ? [] : [`spam check: ${spam.why}`]),
  ];
}
