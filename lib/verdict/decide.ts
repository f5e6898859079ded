/**
 * The decision: what the checks found, weighed by each recipient's policy. Pure; semantics of amavisd-new 2.13.
 *
 * Per recipient, in this order: the score, the levels it reaches, the contents categories, the highest category that
 * blocks and its destiny, the reply, the quarantine. Then, with all recipients known, bounces (which depend on the exit
 * status of the whole message) and edits (which tell whether a copy was kept).
 */
import type { CheckReports } from '../check/report.ts';
import type { RecipientPolicy, SitePolicy } from '../policy/policy.ts';
import { findBlocking, type Blocking } from './blocking.ts';
import { bounceFor } from './bounce.ts';
import { categorise } from './categorise.ts';
import { combine } from './combine.ts';
import { editsFor } from './edits.ts';
import type { MessageFacts } from './facts.ts';
import { failuresFor } from './failures.ts';
import { reachedLevels } from './levels.ts';
import { isQuarantined } from './quarantining.ts';
import { replyFor } from './reply.ts';
import { judgeVirusNames, scoreFor } from './score.ts';
import type { Verdict } from './verdict.ts';

export interface DecisionInput {
  readonly facts: MessageFacts;
  readonly reports: CheckReports;
  readonly policies: readonly RecipientPolicy[];
  readonly site: SitePolicy;
  readonly mailId: string;
}

/** One verdict a policy, in their order. */
export function decide(input: DecisionInput): readonly Verdict[] {
  const { facts, reports, policies, site, mailId } = input;
  const { viruses, scored } = judgeVirusNames(reports.virus, site.virusScores);
  const found = {
    viruses,
    banned: reports.banned.state === 'done' ? reports.banned.finding.names : [],
    headerDefects:
      reports.header.state === 'done' ? reports.header.finding.defects.map(({ text }) => text) : [],
  };

  const judged = policies.map(policy => {
    const score = scoreFor(reports.spam, scored, policy.senderScore);
    const reached = reachedLevels(policy, score.total, reports.spam);
    const failures = failuresFor(reports, policy, site.onFailure);
    const categories = categorise({ facts, reports, policy, viruses, reached, failures });
    const blocking: Blocking = findBlocking(
      categories,
      policy,
      facts.senderIsNull || facts.bulk !== null,
      failures.retry,
    );
    const reply = replyFor(blocking, { mailId, ...found, softBounce: site.softBounce });
    const quarantine = isQuarantined(blocking, categories, policy, score.total);
    return { policy, categories, destiny: blocking.destiny, blocking, score, reached, reply, quarantine };
  });

  const exitStatus = combine(judged).status;
  const quarantined = judged.some(({ quarantine }) => quarantine);
  return judged.map(({ policy, categories, destiny, blocking, score, reached, reply, quarantine }) => ({
    policy,
    categories,
    blocking: blocking.category,
    destiny,
    score: score.total,
    ...reached,
    reply,
    quarantine,
    dsn: bounceFor({
      destiny,
      policy,
      score: score.total,
      infected: viruses.length > 0,
      senderIsNull: facts.senderIsNull,
      bulk: facts.bulk,
      exitStatus,
    }),
    edits:
      destiny === 'pass'
        ? editsFor({
            ...found,
            policy,
            site,
            mailId,
            categories,
            reached,
            score,
            virus: reports.virus,
            spam: reports.spam,
            quarantined,
          })
        : null,
  }));
}
