/**
 * The addresses that welcome and block lists are matched with (spec 2.9): whoever may count as sender or as recipient of the
 * message. Resent-* headers come before all others. Each address once, in the order of the headers.
 */
import { toAce } from '../uri/ace.ts';
import { isWellFormedName } from '../uri/domains.ts';
import type { HeaderModifier } from './header-view.ts';

type Get = (name: string, modifiers?: readonly HeaderModifier[]) => readonly string[];

const SENDERS = ['From', 'Envelope-Sender', 'Resent-Sender', 'X-Envelope-From', 'EnvelopeFrom'];
const RECIPIENTS =
  `To Apparently-To Delivered-To Envelope-Recipients Apparently-Resent-To X-Envelope-To Envelope-To
  X-Delivered-To X-Original-To X-Rcpt-To X-Real-To Cc`.split(/\s+/);
/** Received fields in which the recipient is looked for. */
const MAX_RECEIVED = 3;

export function senderAddresses(get: Get): readonly string[] {
  const resent = get('Resent-From', ['first', 'addr']);
  if (resent.length > 0) return unique(resent);
  return unique(
    SENDERS.flatMap(name => get(name, ['addr']))
      .filter(address => address !== '')
      .map(address => address.replace(/\.+/g, '.')),
  );
}

export function recipientAddresses(get: Get): readonly string[] {
  const resent = [...get('Resent-To', ['first', 'addr']), ...get('Resent-Cc', ['first', 'addr'])];
  if (resent.length > 0) return unique(resent);
  const told = get('Received')
    .slice(0, MAX_RECEIVED)
    .flatMap(value => recipientIn(value) ?? []);
  return unique([...told, ...RECIPIENTS.flatMap(name => get(name, ['addr']))]);
}

/** sendmail tells the recipient only in `for <address>;`. */
function recipientIn(received: string): string | undefined {
  const [, address, host = ''] = / for <?([^ \t\n\r\f\v]+@([^ \t\n\r\f\v;]+?))>?;/.exec(received) ?? [];
  return isWellFormedName(toAce(host)) ? address : undefined;
}

function unique(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses)];
}
