/**
 * The keys under which an address is looked up in a hash table, in order, as amavisd-new builds them:
 * `User+x@Sub.Example.COM` as it is (when that differs), `user+x@sub.example.com`, `user@sub.example.com`, `user+x@`,
 * `user@`, `sub.example.com`, `.sub.example.com`, `.example.com`, `.com`, `.`.
 * A domain gives at most MAX_DOMAIN_KEYS keys, whatever the number of its dots. An address literal has no parents.
 */
import type { Mailbox } from '../address.ts';

const MAX_DOMAIN_KEYS = 20;

/** `base`, `extension` and `domain` are normalized parts of `mailbox`. */
export function hashKeys(
  mailbox: Mailbox,
  base: string,
  extension: string,
  domain: string,
): readonly string[] {
  const keys = new Set<string>();
  const hasAt = mailbox.includes('@');
  const local = base + extension;
  if (hasAt) keys.add(mailbox).add(`${local}@${domain}`).add(`${base}@${domain}`);
  else keys.add(mailbox).add(local).add(base);
  keys.add(`${local}@`).add(`${base}@`);
  for (const key of domainKeys(domain)) keys.add(key);
  return [...keys];
}

function domainKeys(domain: string): readonly string[] {
  if (domain === '') return ['', '.'];
  if (domain.startsWith('[')) return [domain, '.'];
  const keys = [domain];
  for (let at = 0; at >= 0 && keys.length < MAX_DOMAIN_KEYS - 1; at = domain.indexOf('.', at + 1)) {
    keys.push(at === 0 ? `.${domain}` : domain.slice(at));
  }
  return [...keys, '.'];
}
