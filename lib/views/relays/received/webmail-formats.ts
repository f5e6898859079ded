/** Formats of Received fields that webmail services write; asked before all others. */
import { IP_LIKE } from '../ip-address.ts';
import { BY, IP, pattern, relayFormat } from './format.ts';
import type { Format } from './format.ts';

export const WEBMAIL_FORMATS: readonly Format[] = [
  relayFormat('SquirrelMail', pattern`${IP}\b(?![.-]).{10,80}by ${BY} with HTTP`, {
    marker: / \((?:SquirrelMail|NaSMail) authenticated user /,
  }),
  relayFormat('AOL webmail', pattern`${IP} by ${BY} \(${IP_LIKE}\) with HTTP \(WebMailUI\)`, {
    marker: /aol\.com.*with HTTP \(WebMailUI\)|with HTTP \(WebMailUI\).*aol\.com/,
  }),
];
