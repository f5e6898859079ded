/**
 * What `mailsift scan` tells about one message, worked out from the reports: plain data, for the report and for JSON.
 */
import type { CheckReports, CheckState, RuleHit } from '../check/report.ts';
import { OVER_LIMITS } from '../message/message.ts';
import type { HelperCall } from '../net/helpers.ts';
import type { QueryRecord } from '../net/resolver.ts';
import type { Times } from '../stopwatch.ts';
import type { CategoryName } from '../verdict/category.ts';
import type { Inspection } from './inspection.ts';

/** Milliseconds, and of what they are made up, as far as that is known. */
export interface CheckTime {
  readonly what: string;
  readonly ms: number;
  readonly parts: Times;
}

export interface ScanResult {
  readonly file: string;
  /** null when the rules did not run. */
  readonly score: number | null;
  readonly required: number;
  readonly spam: boolean;
  readonly category: CategoryName;
  readonly hits: readonly RuleHit[];
  readonly subrules: readonly string[];
  readonly viruses: readonly string[];
  /** What is wrong with its form: of the MIME structure, of the header, and banned parts. */
  readonly defects: readonly string[];
  /** What the one who runs it should know of the rules. */
  readonly remarks: readonly string[];
  /** Checks that did not come to a result, and why. */
  readonly trouble: readonly string[];
  readonly ms: number;
  /** Of parsing and of each check that ran. */
  readonly times: readonly CheckTime[];
  /** What the DNS was asked, and what it told. */
  readonly queries: readonly QueryRecord[];
  /** What Pyzor, Razor and DCC were asked, and what they told. */
  readonly calls: readonly HelperCall[];
}

export function scanResult(file: string, inspection: Inspection, required: number, ms: number): ScanResult {
  const { message, reports } = inspection;
  const spamFinding = findingOf(reports.spam);
  const virusFinding = findingOf(reports.virus);
  return {
    file,
    score: spamFinding?.score ?? null,
    required,
    spam: isSpam(reports, required),
    category: categoryOf(inspection, required),
    hits: spamFinding?.hits ?? [],
    subrules: spamFinding?.subrules ?? [],
    viruses: virusFinding?.viruses ?? [],
    defects: [
      ...message.defects.map(({ text }) => text),
      ...(findingOf(reports.header)?.defects ?? []).map(({ text }) => text),
      ...(findingOf(reports.banned)?.names ?? []).map(name => `banned: ${name}`),
      ...(virusFinding?.unscanned ?? []).map(what => `not scanned for viruses: ${what}`),
      ...(spamFinding?.truncated === true
        ? ['longer than the scan size: the rules saw its beginning only']
        : []),
    ],
    remarks: spamFinding?.remarks ?? [],
    trouble: troubleIn(reports),
    ms,
    times: [{ what: 'parse', ms: inspection.parseMs, parts: [] }, ...timesOf(reports)],
    queries: spamFinding?.queries ?? [],
    calls: spamFinding?.calls ?? [],
  };
}

/** The highest category that the message has, in the order of lib/verdict/category.ts. */
function categoryOf({ message, reports }: Inspection, required: number): CategoryName {
  const virus = findingOf(reports.virus);
  if (virus !== undefined && virus.viruses.length > 0) return 'virus';
  if ((findingOf(reports.banned)?.names.length ?? 0) > 0) return 'banned';
  const unclear = message.defects.some(({ kind }) => OVER_LIMITS.has(kind) || kind === 'ambiguous-boundary');
  if (unclear || reports.virus.state === 'error' || (virus?.unscanned.length ?? 0) > 0) return 'unchecked';
  if (isSpam(reports, required)) return 'spam';
  if ((findingOf(reports.header)?.defects.length ?? 0) > 0) return 'bad-header';
  return 'clean';
}

function isSpam({ spam }: CheckReports, required: number): boolean {
  return spam.state === 'done' && spam.finding.score >= required;
}

function findingOf<Finding>(check: CheckState<Finding>): Finding | undefined {
  return check.state === 'done' ? check.finding : undefined;
}

function troubleIn(reports: CheckReports): string[] {
  return namedChecks(reports).flatMap(([name, check]) =>
    check.state === 'error' ? [`${name} check: ${check.why}`] : [],
  );
}

function timesOf(reports: CheckReports): readonly CheckTime[] {
  return namedChecks(reports).flatMap(([what, report]) => {
    if (report.state === 'skipped') return [];
    return [{ what, ms: report.ms, parts: what === 'spam' ? (findingOf(reports.spam)?.times ?? []) : [] }];
  });
}

function namedChecks({ virus, banned, header, spam }: CheckReports): [string, CheckState<unknown>][] {
  return [
    ['virus', virus],
    ['banned', banned],
    ['header', header],
    ['spam', spam],
  ];
}
