/**
 * What has to be done about one message, in order: first what can be repeated without harm (a copy for the quarantine),
 * then reinjection, then bounces of our own. Recipients whose message leaves with the same edits share one run of
 * sendmail (amavisd-new calls them a cluster). Pure.
 */
import { combine, type CombinedAnswer } from '../verdict/combine.ts';
import type { Edits, Verdict } from '../verdict/verdict.ts';
import { EX_TEMPFAIL } from '../sysexits.ts';

export type Action =
  | { readonly kind: 'quarantine'; readonly verdicts: readonly Verdict[] }
  | { readonly kind: 'reinject'; readonly verdicts: readonly Passing[] }
  | { readonly kind: 'bounce'; readonly verdicts: readonly Verdict[] };

/** A verdict that lets the message pass. */
export type Passing = Verdict & { readonly edits: Edits };

export interface Plan {
  readonly answer: CombinedAnswer;
  readonly actions: readonly Action[];
}

/** When anything is to be tried again later, nothing at all is done now: Postfix brings back the whole message. */
export function plan(verdicts: readonly Verdict[]): Plan {
  const answer = combine(verdicts);
  if (answer.status === EX_TEMPFAIL) return { answer, actions: [] };
  const kept = verdicts.filter(verdict => verdict.quarantine);
  const bounced = verdicts.filter(verdict => verdict.dsn.send);
  return {
    answer,
    actions: [
      ...(kept.length > 0 ? [{ kind: 'quarantine', verdicts: kept } as const] : []),
      ...clusters(verdicts).map(cluster => ({ kind: 'reinject', verdicts: cluster }) as const),
      ...(bounced.length > 0 ? [{ kind: 'bounce', verdicts: bounced } as const] : []),
    ],
  };
}

function clusters(verdicts: readonly Verdict[]): Passing[][] {
  const byEdits = new Map<string, Passing[]>();
  for (const verdict of verdicts.filter(isPassing)) {
    const { removeSpamHeaders, insert, subjectTag } = verdict.edits;
    const key = JSON.stringify([removeSpamHeaders, insert, subjectTag]);
    const cluster = byEdits.get(key) ?? [];
    cluster.push(verdict);
    byEdits.set(key, cluster);
  }
  return [...byEdits.values()];
}

function isPassing(verdict: Verdict): verdict is Passing {
  return verdict.edits !== null;
}
