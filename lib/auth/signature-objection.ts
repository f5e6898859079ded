/**
 * What speaks against a signature before its key is asked for, where mailauth is more lenient than RFC 6376, section 6.1.1, and
 * SpamAssassin (Mail::DKIM): version, query method, the identity in i=, a signature that leaves out the body.
 */
import { hostOf } from './host-of.ts';
import type { TagList } from './tag-list.ts';
import { listOf } from './tag-list.ts';

/** Drafts had 0.5, and no version at all. */
const VERSIONS: ReadonlySet<string> = new Set(['', '0', '0.5', '1']);

export function objectionTo(tags: TagList): string | undefined {
  const version = tags.get('v') ?? '';
  if (!VERSIONS.has(version)) return `unsupported version ${version}`;
  // Whoever has such a message may write another text beneath it; for Mail::DKIM it covers all of the body, and fails.
  if (/^0+$/.test(tags.get('l') ?? '')) return 'nothing of the body is signed';
  const methods = listOf(tags.get('q') ?? 'dns/txt');
  const isDraft = version === '' || version === '0';
  if (!methods.includes('dns/txt') && !(isDraft && methods.includes('dns')))
    return 'unsupported query protocol';
  const domain = (tags.get('d') ?? '').toLowerCase();
  const identity = identityOf(tags);
  const isWithin = identity.includes('@') && `.${hostOf(identity)}`.endsWith(`.${domain}`);
  return isWithin ? undefined : 'bad identity';
}

/** i= is in a quoted-printable of its own (RFC 6376, section 2.11). */
export function identityOf(tags: TagList): string {
  const identity = tags.get('i');
  if (identity === undefined) return `@${(tags.get('d') ?? '').toLowerCase()}`;
  return identity.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
