/**
 * One answer for all recipients, since pipe(8) takes one exit status a message (amavisd-new: one_response_for_all).
 *
 *   any recipient to be tried again later                  75, and nothing else may happen to the message
 *   all rejected or discarded, at least one rejected       69: Postfix bounces, with the line as the reason
 *   anything else                                          0; bounces due are sent by ourselves
 *
 * The line starts with the enhanced status code that pipe(8) looks for: `5.7.0 id=ID - INFECTED: name`.
 */
import { EX_OK, EX_TEMPFAIL, EX_UNAVAILABLE, type FilterStatus } from '../sysexits.ts';
import type { Verdict } from './verdict.ts';

export interface CombinedAnswer {
  readonly status: FilterStatus;
  readonly line: string;
}

type Judged = Pick<Verdict, 'destiny' | 'reply'>;

export function combine(verdicts: readonly Judged[]): CombinedAnswer {
  const later = verdicts.find(({ reply }) => isClass(reply.code, 4));
  if (later !== undefined) return { status: EX_TEMPFAIL, line: lineOf(later) };

  const refused = verdicts.filter(({ destiny, reply }) => isClass(reply.code, 5) && destiny === 'reject');
  const settled = verdicts.every(verdict => verdict.destiny === 'discard' || refused.includes(verdict));
  const [first] = refused;
  if (settled && first !== undefined) return { status: EX_UNAVAILABLE, line: lineOf(first) };

  return { status: EX_OK, line: successLine(verdicts) };
}

function lineOf({ destiny, reply }: Judged): string {
  return `${reply.status} ${destiny === 'reject' ? reply.text.replace(/^Reject, /, '') : reply.text}`;
}

function successLine(verdicts: readonly Judged[]): string {
  const first = verdicts.find(({ destiny }) => destiny === 'pass') ?? verdicts[0];
  if (first === undefined) return '2.5.0 Ok';
  if (verdicts.every(({ destiny }) => destiny === first.destiny) && first.destiny !== 'bounce')
    return `${first.reply.status} ${first.reply.text}`;
  const id = /id=[^\s,]+/.exec(first.reply.text)?.[0] ?? '';
  const counts = (['reject', 'bounce', 'discard'] as const).flatMap(kind => {
    const count = verdicts.filter(({ destiny }) => destiny === kind).length;
    return count === 0 ? [] : [`${count} ${kind.toUpperCase()}`];
  });
  return `2.5.0 Ok, ${id}, ${counts.join(', and ')}`;
}

function isClass(code: number, digit: number): boolean {
  return Math.trunc(code / 100) === digit;
}
