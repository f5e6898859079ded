/**
 * What checks that failed, or looked at a part of the message only, mean for one recipient. A recipient that bypasses a
 * check does not miss it. The site chooses for virus and spam checks: tempfail, tag (category unchecked) or pass. The
 * checks for banned contents and bad headers need nothing from outside, so their failure is trouble of ours: tempfail.
 */
import type { CheckReports } from '../check/report.ts';
import type { FailureChoice, RecipientPolicy, SitePolicy } from '../policy/policy.ts';
import type { FailedCheck } from './blocking.ts';

export interface Failures {
  /** The message has to be tried again because of these; highest category first. */
  readonly retry: readonly FailedCheck[];
  readonly unchecked: boolean;
}

export function failuresFor(
  reports: CheckReports,
  policy: RecipientPolicy,
  onFailure: SitePolicy['onFailure'],
): Failures {
  const choices: readonly (readonly [FailedCheck, FailureChoice])[] = [
    ...(policy.bypass.virus ? [] : virusChoices(reports.virus, onFailure)),
    ...(reports.banned.state === 'error' && !policy.bypass.banned ? [['banned', 'tempfail'] as const] : []),
    ...(reports.spam.state === 'error' && !policy.bypass.spam ? [['spam', onFailure.spam] as const] : []),
    ...(reports.header.state === 'error' && !policy.bypass.bad_header
      ? [['header', 'tempfail'] as const]
      : []),
  ];
  return {
    retry: choices.filter(([, choice]) => choice === 'tempfail').map(([check]) => check),
    unchecked: choices.some(([, choice]) => choice === 'tag'),
  };
}

function virusChoices(
  virus: CheckReports['virus'],
  onFailure: SitePolicy['onFailure'],
): readonly (readonly [FailedCheck, FailureChoice])[] {
  if (virus.state === 'error') return [['virus', onFailure.virus]];
  const partly = virus.state === 'done' && virus.finding.unscanned.length > 0;
  return partly ? [['virus', onFailure.virusOversize]] : [];
}
