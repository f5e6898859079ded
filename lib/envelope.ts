/**
 * The envelope of one message: who sends it to whom, and what Postfix's pipe(8) macros tell besides.
 * Absent facts are undefined; an empty macro (Postfix hands over an empty argument) counts as absent.
 */
import type { Mailbox } from './address.ts';

export interface Envelope {
  /** '' for the null sender. */
  readonly sender: Mailbox;
  /** In the order given; never empty for `filter`. */
  readonly recipients: readonly Mailbox[];
  /** Postfix's ${queue_id}: the key under which a retry of the same message is known again. */
  readonly queueId?: string;
  readonly client: ClientInfo;
  /** ${sasl_username}: the sender logged in. */
  readonly saslUsername?: string;
}

/** Who handed the message to Postfix, as it says. */
export interface ClientInfo {
  readonly address?: string;
  readonly port?: string;
  readonly helo?: string;
  readonly hostname?: string;
  readonly protocol?: string;
}
