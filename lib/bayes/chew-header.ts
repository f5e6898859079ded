/**
 * Header values made ready for the tokenizer (Plugin/Bayes.pm of SpamAssassin 4.0.1; spec 5.2): ids, dates and boundaries, which
 * never come again, are taken out or brought down to what the program that wrote them gives away. Byte strings.
 */
import { parseAddresses } from '../views/header/parse-addresses.ts';
import { isPresenceOnly } from './header-names.ts';
import { addressTokens } from './tokenize-line.ts';

const prefixed = (names: string): string[] =>
  names.split(' ').flatMap(name => ['', 'x-', 'resent-'].map(prefix => prefix + name));
const MESSAGE_IDS: ReadonlySet<string> = new Set(prefixed('message-id'));
const ADDRESS_FIELDS: ReadonlySet<string> = new Set(
  prefixed('return-path from to cc reply-to errors-to mail-followup-to sender'),
);
const RELAYS: ReadonlySet<string> = new Set(
  ['external', 'internal', 'trusted', 'untrusted'].map(side => `x-spam-relays-${side}`),
);

/** `lower`: the name in lower case. */
export function chewedHeader(name: string, lower: string, value: string): string {
  if (MESSAGE_IDS.has(lower)) return chewedMessageId(value);
  if (ADDRESS_FIELDS.has(lower)) return chewedAddresses(value);
  if (name === 'Received') return chewedReceived(value);
  if (name === 'Content-Type') return chewedContentType(value);
  if (name === 'MIME-Version') return value.replace('1.0', '');
  if (isPresenceOnly(lower)) return '1';
  return RELAYS.has(name) ? value.replace(/ [a-z]+=/g, ' ') : value;
}

const OUTLOOK_ID = /<([0-9a-f]{4})[0-9a-f]{8}\$([0-9a-f]{4})[0-9a-f]{4}\$([0-9a-f]{8})@([^\t-\r ]+)>/g;
const EXIM_ID = /<[A-Za-z0-9]{7}-[A-Za-z0-9]{6}-0[A-Za-z0-9]@/;
const SENDMAIL_ID = /<20\d\d[01]\d[0123]\d[012]\d[012345]\d[012345]\d\.[A-F0-9]{10,12}@/g;

function chewedMessageId(value: string): string {
  return value
    .replace(OUTLOOK_ID, ' OEA$1 OEB$2 OEC$3 $4 ')
    .replace(EXIM_ID, '')
    .replace(SENDMAIL_ID, '')
    .replace(/[^_A-Za-z0-9]/g, ' ');
}

const QUEUE_IDS: readonly RegExp[] = [
  /[\t-\r ]with[\t-\r ]SMTP[\t-\r ]id[\t-\r ]g[\dA-Z]{10,12}[\t-\r ]/g,
  /[\t-\r ]with[\t-\r ]ESMTP[\t-\r ]id[\t-\r ][\dA-F]{10,12}[\t-\r ]/g,
  /\bid[\t-\r ][a-zA-Z0-9]{7,20}\b/g,
  /\bid[\t-\r ][A-Za-z0-9]{7}-[A-Za-z0-9]{6}-0[A-Za-z0-9]/g,
];
const RECEIVED_DATE =
  /(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),[\t-\r ])?[0-3\t-\r ]?[0-9][\t-\r ](?:Jan|Feb|Ma[ry]|Apr|Ju[nl]|Aug|Sep|Oct|Nov|Dec)[\t-\r ](?:19|20)?[0-9]{2}[\t-\r ][0-2][0-9](?::[0-5][0-9]){1,2}[\t-\r ](?:[\t-\r ]*\(|\)|[\t-\r ]*(?:[+-][0-9]{4})|[\t-\r ]*(?:UT|[A-Z]{2,3}T))*/g;
const IPV4 = /\b(\d{1,3}\.\d{1,3}\.\d{1,3})(\.\d{1,3})\b/g;

function chewedReceived(value: string): string {
  return QUEUE_IDS.reduce((text, id) => text.replace(id, ' '), value)
    .replace(RECEIVED_DATE, '')
    .replace(IPV4, '$1 ip*$1$2 ')
    .replace(/\b(?:with|from|for|SMTP|ESMTP)\b/g, ' ');
}

function chewedContentType(value: string): string {
  let boundary = '';
  const rest = value.replace(/boundary=["']([^\n]*?)["']/gi, (_, found: string) => {
    boundary = found;
    return ' ';
  });
  const shape = boundary.replace(/[a-fA-F0-9]/g, 'H').replace(/[-_.=]+/g, ' $& ');
  return (rest + shape).replace(/\b(?:text|charset)\b/g, ' ');
}

function chewedAddresses(value: string): string {
  return parseAddresses(value)
    .flatMap(({ name, address }) => [
      ...(name === undefined ? [] : name.split(/[\t-\r ]+/).map(word => `N*${word}`)),
      ...(address === undefined ? [] : addressTokens(address)),
    ])
    .join(' ');
}
