/**
 * Whom SPF is asked about: the host that handed the message to one's own, what it said in HELO, and the envelope sender it gave.
 * The mail system's word on its client counts where there is one and the client is none of one's own; else that is told by the
 * Received fields, as SpamAssassin reads them.
 */
import type { MessageContext } from '../plugin.ts';

export interface SpfSubject {
  readonly ip: string;
  /** '' if it is not known. */
  readonly helo: string;
  /** In lower case; undefined: not known; '': the null sender. */
  readonly sender: string | undefined;
}

/** `ip` is '' where no host from outside is known; the sender may be all the same. */
export function spfSubject({
  views,
  outside: { client },
}: Pick<MessageContext, 'views' | 'outside'>): SpfSubject {
  const { internal, external, trusted } = views.relays;
  const fromHeader = (): string | undefined => views.header('EnvelopeFrom', ['addr'])[0]?.toLowerCase();
  const isOwn = (address: string): boolean =>
    internal.some(({ ip }) => ip === address) || views.settings.networks.internal.contains(address);
  if (client !== undefined && !isOwn(client.address)) {
    const sameHop = external[0]?.ip === client.address ? external[0] : undefined;
    return { ip: client.address, helo: client.helo ?? sameHop?.helo ?? '', sender: fromHeader() };
  }
  const { ip = '', helo = '', envelopeFrom } = external[0] ?? {};
  const isFirstHand = trusted.length === 0 || views.settings.alwaysTrustEnvelopeSender;
  return { ip, helo, sender: envelopeFrom?.toLowerCase() ?? (isFirstHand ? fromHeader() : undefined) };
}
