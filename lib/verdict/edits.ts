/**
 * What is changed in a passed message for one recipient (amavisd-new: add_forwarding_header_edits_per_recip).
 *
 * Fields, top down: X-Quarantine-ID (local recipients, if a copy was kept), X-Virus-Scanned (every recipient that does not
 * bypass the virus check, if the whole message was scanned), X-Amavis-Alert (one per virus, banned contents, bad header),
 * X-Spam-* (local recipients from tag level on), Authentication-Results (local recipients, if it was found out).
 *
 * The subject is not tagged where a good signature covers it, unless the policy wants that: the tag would break the signature.
 */
import { authenticationResultsField, type AuthenticationFinding } from '../auth/results.ts';
import type { CheckReports } from '../check/report.ts';
import type { RecipientPolicy, SitePolicy } from '../policy/policy.ts';
import { alerts, type AlertFacts } from './alerts.ts';
import type { Category } from './category.ts';
import { deliverTo } from './deliver-to.ts';
import type { Reached } from './levels.ts';
import type { Score } from './score.ts';
import { spamFields } from './spam-fields.ts';
import { subjectTagFor } from './subject-tag.ts';
import type { Edits } from './verdict.ts';

export interface EditFacts extends AlertFacts {
  readonly policy: RecipientPolicy;
  readonly site: SitePolicy;
  readonly mailId: string;
  readonly categories: readonly Category[];
  readonly reached: Reached;
  readonly score: Score;
  readonly virus: CheckReports['virus'];
  readonly spam: CheckReports['spam'];
  /** A copy of the message is kept, on behalf of any recipient. */
  readonly quarantined: boolean;
}

export function editsFor(facts: EditFacts): Edits {
  const { policy, site, mailId, categories, reached, score } = facts;
  return {
    deliverTo: deliverTo(policy, categories, site),
    removeSpamHeaders: policy.removeSpamHeaders,
    forgedResultsOf: site.removesForgedResults ? site.authservId : null,
    insert: [
      ...(policy.local && facts.quarantined ? [`X-Quarantine-ID: <${mailId}>`] : []),
      ...(isScanned(facts) ? [`X-Virus-Scanned: mailsift at ${site.domain}`] : []),
      ...alerts(categories, facts),
      ...(policy.local && reached.tag ? spamFields(policy, reached, score) : []),
      ...(policy.local ? resultsField(facts) : []),
    ],
    subjectTag: breaksSignature(facts)
      ? ''
      : subjectTagFor(policy, {
          categories,
          reached,
          score: score.total,
          hostname: site.hostname,
          mailId,
        }),
  };
}

function authenticationOf({ spam }: EditFacts): AuthenticationFinding | undefined {
  return spam.state === 'done' ? spam.finding.authentication : undefined;
}

function resultsField(facts: EditFacts): readonly string[] {
  const { results } = authenticationOf(facts) ?? {};
  if (results === undefined || !facts.site.tellsResults) return [];
  return [authenticationResultsField(facts.site.authservId, results)];
}

function breaksSignature(facts: EditFacts): boolean {
  if (facts.policy.tagsSignedSubject) return false;
  return authenticationOf(facts)?.signedFields.includes('subject') ?? false;
}

function isScanned({ policy, virus }: EditFacts): boolean {
  return !policy.bypass.virus && virus.state === 'done' && virus.finding.unscanned.length === 0;
}
