/**
 * The contents categories of a message for one recipient. A recipient that bypasses a check does not get its category;
 * an encrypted message or one over limits is unchecked only for those who want the virus check, an ambiguous one
 * (two readers would see different attachments, CVE-2024-28054) for everybody.
 */
import type { CheckReports } from '../check/report.ts';
import type { RecipientPolicy } from '../policy/policy.ts';
import { CategoryList } from './categories.ts';
import type { Category } from './category.ts';
import type { MessageFacts } from './facts.ts';
import type { Failures } from './failures.ts';
import type { Reached } from './levels.ts';

/** RFC 5321 4.5.3.1.7: smaller limits are raised to this, as in amavisd-new. */
const SMALLEST_LIMIT_BYTES = 65536;

interface CategoryFacts {
  readonly facts: MessageFacts;
  readonly reports: CheckReports;
  readonly policy: RecipientPolicy;
  readonly viruses: readonly string[];
  readonly reached: Reached;
  readonly failures: Failures;
}

export function categorise(input: CategoryFacts): readonly Category[] {
  const { facts, reports, policy, viruses, reached, failures } = input;
  const { bypass } = policy;
  const list = new CategoryList();
  list.add('clean', reached.tag ? 1 : 0);

  if (reached.tag2) list.add('spammy', reached.tag3 ? 1 : 0);
  if (reached.kill) list.add('spam');
  if (isOversized(facts.sizeBytes, policy.messageSizeLimitBytes)) list.add('oversized');

  if (reports.header.state === 'done' && !bypass.bad_header)
    for (const { minor } of reports.header.finding.defects) list.add('bad-header', minor);

  if (facts.encrypted && !bypass.virus) list.add('unchecked', 1);
  if (facts.overLimits && !bypass.virus) list.add('unchecked', 2);
  if (facts.ambiguousMime) list.add('unchecked', 3);
  if (failures.unchecked) list.add('unchecked');

  if (reports.banned.state === 'done' && reports.banned.finding.names.length > 0 && !bypass.banned)
    list.add('banned');
  if (viruses.length > 0 && !bypass.virus) list.add('virus');
  return list.sorted();
}

function isOversized(sizeBytes: number, limitBytes: number | null): boolean {
  return limitBytes !== null && limitBytes > 0 && sizeBytes > Math.max(limitBytes, SMALLEST_LIMIT_BYTES);
}
