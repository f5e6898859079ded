/** What a message says of itself that TxRep goes by (spec 6.2). Byte strings. */
import type { Views } from '../../../views/views.ts';
import { lowerAscii } from '../../../views/uri/ace.ts';
import { firstAddress } from '../header-eval/header-text.ts';
import { messageIds } from '../../message-ids.ts';
import { receiveDate } from '../../receive-date.ts';

export interface MessageFacts {
  /** Lower case. */
  readonly from: string;
  readonly domain: string;
  /** Known for being scanned, learnt: made of the text, so that it is the same wherever the message comes from. */
  readonly messageId: string;
  /** Seconds since 1970; '': no date. */
  readonly date: string;
  /** Handed over by our own users: to whom. */
  readonly outTo: readonly string[] | undefined;
  /** Whether few points were given decides how far the relays' word is taken. */
  readonly origin: (points: number) => Origin;
}

export interface Origin {
  /** The earliest host that is to be believed in; 127.0.0.1: one of our own; '': none. */
  readonly ip: string;
  /** '' if it tells no more than the address does. */
  readonly helo: string;
}

/** With fewer points than that it does not matter who vouches for a relay. */
const HARMLESS_POINTS = 2;
const MAX_RECIPIENTS = 1000;

/** undefined: nobody has sent it. */
export function messageFacts(views: Views): MessageFacts | undefined {
  const from = lowerAscii(firstAddress(views, 'From')) || firstAddress(views, 'EnvelopeFrom');
  if (!/[^ \t\n\r\f\v]/.test(from)) return undefined;
  const { internal, external } = views.relays;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const isOutbound = internal.length > 0 && external.length === 0;
  return {
    from,
    domain,
    messageId: messageIds(views)[0] ?? '',
    date: String(receiveDate(views.header('ALL')) ?? ''),
    outTo: isOutbound ? views.toAddresses.filter(one => one !== '').slice(0, MAX_RECIPIENTS) : undefined,
    origin: points => ({
      ip: originIp(views, points < HARMLESS_POINTS),
      helo: lastHelo(views, from, domain),
    }),
  };
}

/** Of the trusted relays the last; the first untrusted one if that is public; with few points the very last. */
function originIp({ relays: { trusted, untrusted } }: Views, isHarmless: boolean): string {
  let found = '';
  for (const [index, { ip, isPrivate }] of [...trusted, ...untrusted].entries()) {
    if (ip === '') continue;
    if (!isPrivate) {
      if (index <= trusted.length || isHarmless) found = ip;
    } else if (index < trusted.length && found === '') {
      found = '127.0.0.1';
    }
  }
  return found;
}

function lastHelo({ relays: { trusted, untrusted } }: Views, from: string, domain: string): string {
  const others = new Set([domain.toLowerCase(), from.toLowerCase()]);
  const last = [...trusted, ...untrusted].findLast(
    ({ helo, ip }) => helo !== ip && helo !== `[${ip}]` && !others.has(helo.toLowerCase()),
  );
  return last?.helo ?? '';
}
