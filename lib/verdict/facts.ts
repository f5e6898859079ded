/** The facts of a message, besides the check reports, that the decision is made from. */
import type { BulkKind } from './bulk.ts';

export interface MessageFacts {
  readonly sizeBytes: number;
  readonly senderIsNull: boolean;
  readonly bulk: BulkKind | null;
  /** Limits on depth, number or size of the parts were hit. */
  readonly overLimits: boolean;
  readonly ambiguousMime: boolean;
  /** Some part is encrypted and could not be looked into. */
  readonly encrypted: boolean;
}
