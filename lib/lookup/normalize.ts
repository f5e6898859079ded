/**
 * The form in which addresses and domains are compared: local part in lower case unless the site tells apart
 * `User` and `user`, domain in lower case and in ASCII (RFC 5890 A-labels), without dots at its end.
 */
import { domainToASCII } from 'node:url';
import { splitMailbox } from '../address.ts';

export interface AddressRules {
  /** Postfix's recipient_delimiter: a set of characters; '' for none. */
  readonly recipientDelimiter: string;
  readonly localpartIsCaseSensitive: boolean;
}

export function normalizeDomain(domain: string): string {
  let end = domain.length;
  while (end > 0 && domain.charCodeAt(end - 1) === 0x2e) end -= 1;
  const lower = domain.slice(0, end).toLowerCase();
  if (/^[\x00-\x7f]*$/.test(lower)) return lower;
  const dot = lower.startsWith('.') ? '.' : '';
  const ascii = domainToASCII(lower.slice(dot.length));
  return ascii === '' ? lower : dot + ascii;
}

/** A key of a table: `local@domain`, `local@`, `domain`, `.domain`, `.`, `@` or ''. Without `@` it is a domain. */
export function normalizeKey(key: string, rules: AddressRules): string {
  if (key === '.') return key;
  if (!key.includes('@')) return normalizeDomain(key);
  const { local, domain } = splitMailbox(key);
  return `${rules.localpartIsCaseSensitive ? local : local.toLowerCase()}@${normalizeDomain(domain)}`;
}
