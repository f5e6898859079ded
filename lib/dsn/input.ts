/** What a bounce is composed from. */
import type { Envelope } from '../envelope.ts';
import type { Header, Message } from '../message/message.ts';
import type { SitePolicy } from '../policy/policy.ts';
import type { Verdict } from '../verdict/verdict.ts';

export interface DsnInput {
  readonly message: Pick<Message, 'source'> & { readonly header: Pick<Header, 'endOffset' | 'first'> };
  readonly envelope: Pick<Envelope, 'sender' | 'client' | 'queueId'>;
  /** Of the recipients concerned, at least one. */
  readonly verdicts: readonly Pick<Verdict, 'policy' | 'reply'>[];
  readonly site: Pick<SitePolicy, 'hostname' | 'domain'>;
  readonly mailId: string;
  /** When the message came; also the date of the bounce, which amavisd-new holds to be proof against clock jumps. */
  readonly arrival: Date;
}
