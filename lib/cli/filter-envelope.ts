/**
 * The envelope from the arguments of `filter`. The null sender comes as an empty argument (null_sender= in master.cf),
 * as `<>`, or as MAILER-DAEMON, which pipe(8) puts there by default. Empty macros count as absent.
 */
import { parseMailbox } from '../address.ts';
import type { Envelope } from '../envelope.ts';
import { UsageError } from '../errors.ts';

export interface EnvelopeOptions {
  readonly sender?: string;
  readonly queueId?: string;
  readonly clientAddress?: string;
  readonly clientPort?: string;
  readonly clientHelo?: string;
  readonly clientHostname?: string;
  readonly clientProtocol?: string;
  readonly saslUsername?: string;
}

/** `addresses`: the recipients, behind the sender where that is no option. Throws UsageError. */
export function envelopeFrom(addresses: readonly string[], options: EnvelopeOptions): Envelope {
  const [sender, recipients] =
    options.sender === undefined ? [addresses[0], addresses.slice(1)] : [options.sender, addresses];
  if (sender === undefined || recipients.length === 0) {
    throw new UsageError('no recipients; usage: mailsift filter [options] -f SENDER -- RECIPIENT...');
  }
  if (recipients.some(address => parseMailbox(address) === '')) throw new UsageError('empty recipient');
  // What is no UTF-8 was lost when the runtime read the arguments, and cannot be handed on.
  const broken = [sender, ...recipients].find(address => address.includes('\uFFFD'));
  if (broken !== undefined) throw new UsageError(`address is not UTF-8: ${broken}`);
  return {
    sender: /^(?:mailer-daemon)?$/i.test(parseMailbox(sender)) ? '' : parseMailbox(sender),
    recipients: [...new Set(recipients.map(parseMailbox))],
    client: {
      ...present('address', options.clientAddress),
      ...present('port', options.clientPort),
      ...present('helo', options.clientHelo),
      ...present('hostname', options.clientHostname),
      ...present('protocol', options.clientProtocol),
    },
    ...present('queueId', options.queueId),
    ...present('saslUsername', options.saslUsername),
  };
}

function present<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined || value === '' ? {} : ({ [name]: value } as Record<Name, string>);
}
