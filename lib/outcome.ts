/** What became of one message: the answer to Postfix, and what the log has to tell. */
import type { Mailbox } from './address.ts';
import type { FilterStatus } from './sysexits.ts';

export interface FilterOutcome {
  readonly status: FilterStatus;
  /** `D.S.N text`, for standard output: pipe(8) puts it into its log and its bounces. */
  readonly line: string;
  /** Copies in the quarantine, relative to its folder. */
  readonly kept: readonly string[];
  /** Recipients to whom the mail system would not take the message. */
  readonly refused: readonly Mailbox[];
}
