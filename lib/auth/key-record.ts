/**
 * What a key record (RFC 6376, section 3.6.1) says against a signature that verifies with its key. The flag s and, for old records,
 * the granularity g= of RFC 4871 restrict who may sign; SpamAssassin (Mail::DKIM) goes by them.
 */
import { listOf, readTagList } from './tag-list.ts';

export interface KeyFacts {
  /** Why the signature does not count; undefined: it does. */
  readonly objection: string | undefined;
  readonly isTesting: boolean;
}

/** `identity`: what i= says, or `@` and the domain. */
export function readKeyRecord(record: string, identity: string, domain: string): KeyFacts {
  const tags = readTagList(record);
  if (tags === undefined) return { objection: 'public key: syntax error', isTesting: false };
  const flags = listOf(tags.get('t'));
  const at = identity.lastIndexOf('@');
  const objection =
    granularityObjection(tags.get('g'), identity.slice(0, Math.max(at, 0))) ??
    (flags.includes('s') && identity.slice(at + 1).toLowerCase() !== domain
      ? 'public key: does not support signing subdomains'
      : undefined);
  return { objection, isTesting: flags.includes('y') };
}

function granularityObjection(granularity: string | undefined, localPart: string): string | undefined {
  if (granularity === undefined) return undefined;
  if (granularity === '') return 'public key: granularity is empty';
  const star = granularity.indexOf('*');
  const begins = star < 0 ? granularity : granularity.slice(0, star);
  const ends = granularity.slice(star + 1);
  const isAllowed =
    star < 0
      ? localPart === granularity
      : localPart.length >= begins.length + ends.length &&
        localPart.startsWith(begins) &&
        localPart.endsWith(ends);
  return isAllowed ? undefined : 'public key: granularity mismatch';
}
