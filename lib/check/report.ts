/**
 * What a check says about a message: a finding, that it was not run (with the reason), or that it failed. A failure is
 * data, never an exception, so that the policy and not an accident decides what happens to the message.
 */
import type { AuthenticationFinding } from '../auth/results.ts';
import type { HelperCall } from '../net/helpers.ts';
import type { QueryRecord } from '../net/resolver.ts';
import type { Times } from '../stopwatch.ts';

export type CheckState<Finding> =
  | { readonly state: 'done'; readonly finding: Finding; readonly ms: number }
  | { readonly state: 'skipped'; readonly why: string }
  | { readonly state: 'error'; readonly why: string; readonly ms: number };

export interface VirusFinding {
  /** Names as the scanner gave them, clamd's `(md5:size)` suffix taken off, each once, in order of appearance. */
  readonly viruses: readonly string[];
  /** What could not be scanned and why (over the scanner's size limit, say); empty when everything was. */
  readonly unscanned: readonly string[];
  /** The scanner that answered, for the log: `clamd unix:/run/clamav/clamd.ctl`. */
  readonly scanner: string;
}

export interface BannedFinding {
  /** One entry a banned part, as shown to people: `.exe,setup.exe` */
  readonly names: readonly string[];
}

export interface HeaderDefect {
  /** amavisd-new's minor code of the category bad-header, see lib/verdict/category.ts. */
  readonly minor: number;
  /** `Duplicate header field: "Subject"` */
  readonly text: string;
}

export interface HeaderFinding {
  readonly defects: readonly HeaderDefect[];
}

export interface RuleHit {
  readonly rule: string;
  readonly score: number;
  readonly description: string;
  /** The text that matched, cut to 100 characters, with control characters replaced; '' when there is none. */
  readonly match: string;
  /** Where it stood; undefined for tests of something else than text. */
  readonly where: MatchPlace | undefined;
  /** What the test says about the hit. Byte strings. */
  readonly logs: readonly string[];
}

/** The same shape as in lib/rules/result.ts. */
export interface MatchPlace {
  /** A header's name, `body`, `rawbody`, `uri` or `full`. */
  readonly area: string;
  /** Which element of the area, from 1: paragraph, chunk, URI, MIME part. */
  readonly element: number;
  /** Bytes from the beginning of the element. */
  readonly offset: number;
}

export interface SpamFinding {
  /** Sum of the scores of the hits, rounded to three decimals. */
  readonly score: number;
  /** Rules that count, sorted by name. Subrules (`__X`) are in `subrules`. */
  readonly hits: readonly RuleHit[];
  readonly subrules: readonly string[];
  /** The message was longer than the scan size, and the rules saw its beginning only. */
  readonly truncated: boolean;
  /** What an administrator should know: a rule that ran out of time, rules that cannot run. */
  readonly remarks: readonly string[];
  /** How long the rules took, and each view of the message that they looked at. */
  readonly times: Times;
  /** What the DNS was asked, and what it told. */
  readonly queries: readonly QueryRecord[];
  /** What the collaborative networks were asked, and what they told. */
  readonly calls: readonly HelperCall[];
  /** Where the message is from; absent: it was not looked into. */
  readonly authentication?: AuthenticationFinding;
  /** Whether the message is learnt without being asked: `ham autolearn_force=no`. Absent: nothing can be learnt. */
  readonly autolearn?: string;
  /** What is learnt from the message, to be done once it has been delivered. */
  readonly afterwards: readonly (() => Promise<void>)[];
}

/** One report a message. */
export interface CheckReports {
  readonly virus: CheckState<VirusFinding>;
  readonly banned: CheckState<BannedFinding>;
  readonly header: CheckState<HeaderFinding>;
  readonly spam: CheckState<SpamFinding>;
}
