/**
 * Whether a message is mailing-list mail, an automatic answer or other bulk mail: amavisd-new's is_bulk. Nobody is
 * helped by a bounce to such a sender, so lib/verdict sends none and lets a bad header pass instead of bouncing it.
 *
 * Evidence, first match wins: list (List-Id and its like, addresses such as list-request@, Precedence: list), then
 * auto (Precedence: auto-reply, Auto-Submitted other than no, null sender, mailer-daemon@), then bulk (Precedence:
 * bulk or junk, postmaster@). Field values are looked at up to 1000 characters. RFC 2919, RFC 3834.
 */
import type { Mailbox } from '../address.ts';
import type { Header } from '../message/message.ts';

export type BulkKind = 'list' | 'auto' | 'bulk';

const LIST_FIELDS = ['List-Id', 'List-Post', 'List-Unsubscribe', 'Mailing-List'];
const LIST_SENDER = /^(?:[^@]+-(?:request|bounces|owner|admin)|owner-[^@]+)(?:@|$)/is;
const LIST_AUTHOR = /^(?:[^@]+-(?:request|bounces|owner)|owner-[^@]+)(?:@|$)/is;
const ROBOT = /^(?:mailer-daemon|double-bounce|mailer|autoreply)(?:@|$)/i;
const BULK_AUTHOR = /^(?:[^@]+-relay|postmaster|uucp)(?:@|$)/is;

const MAX_VALUE_CHARS = 1000;

/** `authors`: the addresses of From, of which amavisd-new looks at the first. */
export function bulkKind(
  header: Pick<Header, 'first'>,
  sender: Mailbox,
  authors: readonly Mailbox[],
): BulkKind | null {
  const author = authors[0] ?? '';
  const precedence = value(header, 'Precedence') ?? '';
  if (isList(header, sender, author, precedence)) return 'list';
  if (isAutomatic(header, sender, author, precedence)) return 'auto';
  return /^(?:bulk|junk)\b/i.test(precedence) || BULK_AUTHOR.test(author) ? 'bulk' : null;
}

function isList(header: Pick<Header, 'first'>, sender: string, author: string, precedence: string): boolean {
  return (
    LIST_FIELDS.some(name => header.first(name) !== undefined) ||
    LIST_SENDER.test(sender) ||
    LIST_AUTHOR.test(author) ||
    /^list/i.test(precedence)
  );
}

function isAutomatic(
  header: Pick<Header, 'first'>,
  sender: string,
  author: string,
  precedence: string,
): boolean {
  if (/^auto.?reply\b/is.test(precedence)) return true;
  const submitted = value(header, 'Auto-Submitted');
  if (submitted !== undefined) return withoutComments(submitted).toLowerCase() !== 'no';
  return sender === '' || ROBOT.test(sender) || ROBOT.test(author);
}

function value(header: Pick<Header, 'first'>, name: string): string | undefined {
  return header.first(name)?.slice(0, MAX_VALUE_CHARS).trim();
}

function withoutComments(text: string): string {
  return text.replace(/\([^)]*\)/g, '').trim();
}
