/**
 * One address, prepared once for all the tables that are asked about it.
 *
 * A mailbox comes from mail, so nothing about it is trusted: it may be empty, very long, or without a domain. Regular
 * expressions of the configuration see at most MAX_SUBJECT_LENGTH characters of it: JavaScript cannot stop a match that
 * backtracks for ever, it can only be given little to chew on (RFC 5321 allows addresses of 64 + 1 + 255 characters).
 */
import { splitMailbox, type Mailbox } from '../address.ts';
import { hashKeys } from './hash-keys.ts';
import { normalizeDomain, type AddressRules } from './normalize.ts';
import { splitLocalPart } from './split.ts';

export const MAX_SUBJECT_LENGTH = 512;

export interface AddressQuery {
  readonly mailbox: Mailbox;
  /** The whole address in the form in which addresses are compared. */
  readonly normalized: string;
  /** Normalized; '' when there is none. */
  readonly domain: string;
  /** What regular expressions see: the address as it came, cut. */
  readonly subject: string;
  /** Keys for hash tables, in order of search. */
  readonly keys: readonly string[];
  /** $1 to $5 of values found in hash tables, and the whole as $0: address, local part, its base, extension, domain. */
  readonly groups: readonly string[];
}

export function addressQuery(mailbox: Mailbox, rules: AddressRules): AddressQuery {
  const { local, domain } = splitMailbox(mailbox);
  const ownLocal = rules.localpartIsCaseSensitive ? local : local.toLowerCase();
  const ownDomain = normalizeDomain(domain);
  const { base, extension } = splitLocalPart(ownLocal, rules.recipientDelimiter);
  return {
    mailbox,
    normalized: mailbox.includes('@') ? `${ownLocal}@${ownDomain}` : ownLocal,
    domain: ownDomain,
    subject: mailbox.slice(0, MAX_SUBJECT_LENGTH),
    keys: hashKeys(mailbox, base, extension, ownDomain),
    groups: [mailbox, mailbox, local, base, extension, domain],
  };
}
