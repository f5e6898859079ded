import type { Mailbox } from '../../address.ts';
import type { Envelope } from '../../envelope.ts';

/** Where a message comes from, as far as the mail system tells. */
export type MessageOrigin = Partial<Pick<Envelope, 'client' | 'saslUsername'>> & {
  /** undefined: not known. */
  readonly sender?: Mailbox | undefined;
};
