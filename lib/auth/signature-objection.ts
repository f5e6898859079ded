/**
 * What speaks against a signature before its key is asked for, where mailauth is more lenient than RFC 6376, section 6.1.1, and
 * SpamAssassin (Mail::DKIM): version, query method, the identity in i=.
 */
import type { TagList } from './tag-list.ts';
import { listOf } from './tag-list.ts';

/** Drafts had 0.5, and no version at all. */
const VERSIONS: ReadonlySet<string> = new Set(['', '0', '0.5', '1']);

export function objectionTo(tags: TagList): string | undefined {
  const version = tags.get('v') ?? '';
  if (!VERSIONS.has(version)) return `unsupported version ${version}`;
  const methods = tags.get('q');
  if (methods !== undefined && !listOf(methods).includes('dns/txt')) return 'unsupported query protocol';
  const domain = (tags.get('d') ?? '').toLowerCase();
  const identity = identityOf(tags);
  const at = identity.lastIndexOf('@');
  const signer = identity.slice(at + 1).toLowerCase();
  if (at < 0 || !`.${signer}`.endsWith(`.${domain}`)) return 'bad identity';
  return undefined;
}

/** i= is in a quoted-printable of its own (RFC 6376, section 2.11). */
export function identityOf(tags: TagList): string {
  const identity = tags.get('i');
  if (identity === undefined) return `@${(tags.get('d') ?? '').toLowerCase()}`;
  return identity.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
