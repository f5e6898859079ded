/**
 * Mailbox addresses of the envelope (RFC 5321 4.1.2): from what pipe(8) hands over to what look-ups and sendmail want.
 *
 * Inside mailsift an address is the plain, unquoted mailbox as amavisd-new uses it for look-ups: `a b@x`, not
 * `"a b"@x`. The null sender is the empty string. The domain starts after the last `@`. Nothing here throws: an
 * address is whatever Postfix accepted.
 */

/** `local@domain` without quotes; '' is the null sender, RFC 5321 4.5.5. */
export type Mailbox = string;

export interface AddressParts {
  /** Unquoted, case as given. */
  readonly local: string;
  /** Without the `@`, case as given; '' when there is none. */
  readonly domain: string;
}

const DOT_ATOM = /^[^\s\x00-\x20\x7f()<>[\]:;@\\,."]+(?:\.[^\s\x00-\x20\x7f()<>[\]:;@\\,."]+)*$/;

/** What stands before and after the last `@`. */
export function splitMailbox(mailbox: Mailbox): AddressParts {
  const at = mailbox.lastIndexOf('@');
  if (at < 0) return { local: mailbox, domain: '' };
  return { local: mailbox.slice(0, at), domain: mailbox.slice(at + 1) };
}

/** Reads one command-line address, with or without pipe(8)'s flag q, with or without angle brackets. */
export function parseMailbox(given: string): Mailbox {
  const bare = given.startsWith('<') && given.endsWith('>') ? given.slice(1, -1) : given;
  const { local, domain } = splitMailbox(bare);
  const unquoted = /^"(?:[^"\\]|\\.)*"$/s.test(local) ? local.slice(1, -1).replace(/\\(.)/gs, '$1') : local;
  return bare.includes('@') ? `${unquoted}@${domain}` : unquoted;
}

/** The RFC 5321 form, quoted where needed: what sendmail(1) parses back into exactly this mailbox. */
export function quoteMailbox(mailbox: Mailbox): string {
  if (mailbox === '') return '';
  const { local, domain } = splitMailbox(mailbox);
  const safe = DOT_ATOM.test(local) ? local : `"${local.replace(/["\\]/g, '\\$&')}"`;
  return mailbox.includes('@') ? `${safe}@${domain}` : safe;
}
