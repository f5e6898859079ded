/**
 * What the quarantine notes about a message, gathered from its verdicts and reports over all recipients.
 */
import type { Mailbox } from '../address.ts';
import type { CheckReports } from '../check/report.ts';
import type { ClientInfo, Envelope } from '../envelope.ts';
import type { SitePolicy } from '../policy/policy.ts';
import { CATEGORY_RANK, type CategoryName } from '../verdict/category.ts';
import { hasCategory } from '../verdict/categories.ts';
import { judgeVirusNames, scoreFor } from '../verdict/score.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { AlertFacts } from '../verdict/alerts.ts';
import { kindOf, type QuarantineKind } from './kinds.ts';

export interface QuarantineMeta extends AlertFacts {
  readonly mailId: string;
  readonly kind: QuarantineKind;
  readonly sender: Mailbox;
  readonly verdicts: readonly Verdict[];
  /** Items of the spam score over all recipients, sorted, each once. */
  readonly tests: readonly string[];
  readonly client: ClientInfo;
  readonly hostname: string;
  readonly arrival: Date;
}

export interface MetaInput {
  readonly mailId: string;
  readonly envelope: Pick<Envelope, 'sender' | 'client'>;
  readonly verdicts: readonly Verdict[];
  readonly reports: CheckReports;
  readonly site: Pick<SitePolicy, 'hostname' | 'virusScores'>;
  readonly arrival: Date;
}

export function quarantineMeta(input: MetaInput): QuarantineMeta {
  const { mailId, envelope, verdicts, reports, site, arrival } = input;
  const { viruses, scored } = judgeVirusNames(reports.virus, site.virusScores);
  const tests = verdicts.flatMap(({ policy }) => scoreFor(reports.spam, scored, policy.senderScore).tests);
  return {
    mailId,
    kind: kindOf(highestKept(verdicts)),
    sender: envelope.sender,
    verdicts,
    tests: [...new Set(tests)].sort(),
    viruses,
    banned: reports.banned.state === 'done' ? reports.banned.finding.names : [],
    headerDefects:
      reports.header.state === 'done' ? reports.header.finding.defects.map(({ text }) => text) : [],
    client: envelope.client,
    hostname: site.hostname,
    arrival,
  };
}

/** The category for which it is kept: the highest over the recipients on whose behalf it is. */
function highestKept(verdicts: readonly Verdict[]): CategoryName {
  const names = verdicts.filter(({ quarantine }) => quarantine).map(reasonOf);
  return names.reduce<CategoryName>(
    (highest, name) => (CATEGORY_RANK[name] > CATEGORY_RANK[highest] ? name : highest),
    'clean',
  );
}

function reasonOf({ blocking, categories, policy }: Verdict): CategoryName {
  if (blocking !== null) return blocking.name;
  return policy.quarantine.unchecked && hasCategory(categories, 'unchecked') ? 'unchecked' : 'bad-header';
}
