/** Message ids that programs claim to have made, and ids that lists and gateways rewrote. */
import type { Views } from '../../../views/views.ts';
import { firstAddress, headerText } from './header-text.ts';
import { parseMailDate } from './mail-date.ts';
import { isGated } from './gateways.ts';

/** Outlook counts units of 100 ns / 2^32 since 1601. */
const TICKS_PER_SECOND = 0.0023283064365387;
const TICKS_AT_EPOCH = 27111902.8329849;
const TOLERANCE_TICKS = 250;
const OUTLOOK_ID = /^<[0-9a-f]{4}([0-9a-f]{8})\$[0-9a-f]{8}\$[0-9a-f]{8}@/;
const RECEIVED_DATE =
  /[\t-\r ].?\d{1,10} [^\t-\r ][^\t-\r ][^\t-\r ] \d{1,10} \d{1,10}:\d{1,10}:\d{1,10} [^\t-\r ]{1,40}/;

/** An id in Outlook's form whose time is neither that of the Date nor of the first Received. */
export function isFakeOutlookId(views: Views): boolean {
  const ticks = OUTLOOK_ID.exec(headerText(views, 'MESSAGEID'))?.[1];
  if (ticks === undefined) return false;
  const fits = (date: string): boolean => {
    const expected = Math.trunc((parseMailDate(date) ?? 0) * TICKS_PER_SECOND + TICKS_AT_EPOCH);
    return Math.abs(Number.parseInt(ticks, 16) - expected) < TOLERANCE_TICKS;
  };
  const received = headerText(views, 'Received');
  return !fits(headerText(views, 'Date')) && !fits(RECEIVED_DATE.exec(received)?.[0] ?? received);
}

/** The id says nothing about the program that sent the message. */
export function isIdUnusable(views: Views): boolean {
  const received = headerText(views, 'Received');
  return (
    /<mailto:(?:leave-[^\t-\r ]{1,998}|[^\t-\r ]{1,998}-unsubscribe)@[^\t-\r ]{1,998}>\n?$/i.test(
      headerText(views, 'List-Unsubscribe'),
    ) ||
    isGated(views) ||
    received.includes('/CWT/DCE)') ||
    received.includes('iPlanet Messaging Server')
  );
}

/** `<28 capitals.REST>`, and From is `"name" <REST>`. */
export function repeatsFrom(views: Views): boolean {
  const rest = /<[A-Z]{28}\.([^>]{1,998})>/.exec(headerText(views, 'MESSAGEID'))?.[1];
  if (rest === undefined) return false;
  return headerText(views, 'From')
    .split(`<${rest}>`)
    .slice(0, -1)
    .some(before => /"[^"]+"[\t-\r ]*$/.test(before.slice(-998)));
}

/** The envelope sender is made of the recipient: `domain?user@`. */
export function isSenderMadeOfRecipient(views: Views): boolean {
  const sender = firstAddress(views, 'EnvelopeFrom').toLowerCase();
  const [, user = '', host = ''] = /^([^@]+)@(.+)$/s.exec(firstAddress(views, 'To').toLowerCase()) ?? [];
  if (sender === '' || /^srs\d[=+-]/.test(sender)) return false;
  const domain = views.settings.domains.registrableDomain(host);
  if (domain === '') return false;
  for (let at = sender.indexOf(domain); at >= 0; at = sender.indexOf(domain, at + 1)) {
    const isWordStart = at === 0 || /\W/.test(sender.charAt(at - 1));
    if (isWordStart && sender.startsWith(`${user}@`, at + domain.length + 1)) return true;
  }
  return false;
}
