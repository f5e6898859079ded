/**
 * The addresses in a message that `tag --add-to-welcomelist` and its kin mean, as SpamAssassin finds them: all of To, From, Cc,
 * Reply-To, Sender, Errors-To and Mail-Followup-To, and what looks like an address in the undecoded body; each once.
 */
import { toAce } from '../views/uri/ace.ts';
import { isWellFormedName } from '../views/uri/domains.ts';
import type { Views } from '../views/views.ts';

const HEADERS = ['To', 'From', 'Cc', 'Reply-To', 'Sender', 'Errors-To', 'Mail-Followup-To'];
/** Nobody writes to more people at once whom he wants to name here. */
const MAX_ADDRESSES = 1000;
const MAX_PART = 255;
const LOCAL_END = new RegExp(`[-a-zA-Z0-9_+:=!#$%&*^?{}|~/.]{1,${MAX_PART}}$`);
const HOST_START = new RegExp(`^[-a-zA-Z0-9_+:/]{1,63}(?:\\.[-a-zA-Z0-9_+:/]{1,63}){1,20}`);

export function authorAddresses(views: Views): readonly string[] {
  return unique(views.header('From', ['addr']));
}

export function mailAddresses(views: Views): readonly string[] {
  const listed = HEADERS.flatMap(name => views.header(name, ['addr']));
  return unique([...listed, ...bodyAddresses(views)].map(address => address.replace(/^mailto:/, '')));
}

function* bodyAddresses({ undecodedBody: text, settings: { domains } }: Views): Generator<string> {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const local = LOCAL_END.exec(text.slice(Math.max(0, at - MAX_PART), at))?.[0];
    const host = HOST_START.exec(text.slice(at + 1, at + 1 + MAX_PART))?.[0];
    if (local === undefined || host === undefined) continue;
    if (isWellFormedName(toAce(host)) && domains.isValidHost(host))
      yield `${local.replace(/^mailto:/, '')}@${host}`;
  }
}

function unique(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses.filter(address => address !== ''))].slice(0, MAX_ADDRESSES);
}
