/**
 * Address extensions: `user+detail` is the mailbox `user` with the extension `+detail`.
 *
 * The delimiter is a set of characters (Postfix: recipient_delimiter); the first one that leaves a non-empty local
 * part in front of it splits. postmaster, mailer-daemon and double-bounce are never split, and with `-` in the set
 * neither are owner-LIST and LIST-request. Semantics of amavisd-new and of Postfix's split_addr(3).
 */
export interface SplitLocalPart {
  readonly base: string;
  /** With its delimiter; '' when there is none. */
  readonly extension: string;
}

const NEVER_SPLIT = /^(?:postmaster|mailer-daemon|double-bounce)$/i;
const LIST_ADDRESS = /^owner-.|.-request$/is;

export function splitLocalPart(local: string, delimiters: string): SplitLocalPart {
  const whole = { base: local, extension: '' };
  if (delimiters === '' || NEVER_SPLIT.test(local)) return whole;
  if (delimiters.includes('-') && LIST_ADDRESS.test(local)) return whole;
  for (let at = 1; at < local.length; at += 1) {
    if (delimiters.includes(local.charAt(at)))
      return { base: local.slice(0, at), extension: local.slice(at) };
  }
  return whole;
}
