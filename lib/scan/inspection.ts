/** What the commands that only look at a message (scan, tag) need of the pipeline: parse and check, decide nothing. */
import type { CheckReports } from '../check/report.ts';
import type { ByteSource } from '../io/source.ts';
import type { Message } from '../message/message.ts';

export interface Inspection {
  readonly message: Pick<Message, 'defects'>;
  /** How long it took to read its MIME structure. */
  readonly parseMs: number;
  readonly reports: CheckReports;
}

/** Rejects when the message cannot be read or checked at all; a check that fails is data in the reports. */
export type Inspect = (source: ByteSource) => Promise<Inspection>;
