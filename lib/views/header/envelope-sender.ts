/**
 * The sender of the envelope where nobody told it (spec 2.9): the configured header and nothing else; or what the last
 * hop's Received field says, or the first header that is known to carry it and stands above all Received fields.
 */
import type { Relays } from '../relays/relay.ts';
import type { HeaderFields } from './header-fields.ts';
import { parseAddresses } from './parse-addresses.ts';

/** undefined: not known; '': the null sender. */
export function guessEnvelopeSender(
  fields: HeaderFields,
  relays: () => Relays,
  configuredHeader: string | undefined,
): string | undefined {
  if (configuredHeader !== undefined) {
    const sender = firstAddress(fields, configuredHeader);
    return sender?.startsWith('@') === true ? undefined : sender;
  }
  const { untrusted, trusted } = relays();
  const lastHop = (untrusted[0] ?? trusted.at(-1))?.envelopeFrom;
  if (lastHop !== undefined && (lastHop === '' || lastHop.indexOf('@') > 0)) return lastHop;
  if (isFetchmailGuess(fields)) return undefined;
  const direct = firstAddress(fields, 'X-Envelope-From');
  if (direct !== undefined) return fields.isBelowReceived('X-Envelope-From') ? undefined : direct;
  for (const name of ['Envelope-Sender', 'Return-Path']) {
    const sender = firstAddress(fields, name);
    if (sender !== undefined && !fields.isBelowReceived(name)) return sender;
  }
  return undefined;
}

/** fetchmail takes the X-Sender of a list for the envelope. */
function isFetchmailGuess(fields: HeaderFields): boolean {
  return (
    firstAddress(fields, 'X-Sender')?.includes('@') === true &&
    fields.values('Received').some(value => value.includes('(fetchmail'))
  );
}

function firstAddress(fields: HeaderFields, name: string): string | undefined {
  const [raw] = fields.rawValues(name);
  return raw === undefined ? undefined : parseAddresses(raw).find(one => one.address !== undefined)?.address;
}
