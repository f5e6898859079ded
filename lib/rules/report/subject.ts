/** Everything that a report tells about one message: the rules, what they found, and who asks. */
import type { Views } from '../../views/views.ts';
import type { RuleSetResult } from '../result.ts';
import type { RuleSet } from '../rule.ts';
import type { ReportSettings } from './settings.ts';

export interface ReportSubject {
  readonly set: RuleSet;
  readonly settings: ReportSettings;
  readonly views: Views;
  readonly result: RuleSetResult;
  readonly required: number;
  readonly isSpam: boolean;
  readonly site: ReportSite;
}

export interface ReportSite {
  /** The fully qualified name of the machine. */
  readonly hostname: string;
  /** The version of mailsift, for _MAILSIFTVERSION_; _VERSION_ is that of the SpamAssassin whose language this is. */
  readonly mailsiftVersion: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}
