/**
 * What a key record (RFC 6376, section 3.6.1) says of a signature. The flag s and, in old records, the granularity g= of RFC 4871
 * restrict who may sign; SpamAssassin (Mail::DKIM) goes by them.
 */
import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { hostOf } from './host-of.ts';
import { compact, listOf, readTagList } from './tag-list.ts';
import type { TagList } from './tag-list.ts';

export interface KeyFacts {
  /** Why the signature does not count; undefined: it does. */
  readonly objection: string | undefined;
  readonly isTesting: boolean;
  /** undefined: there is none, or none of RSA. */
  readonly publicKey: KeyObject | undefined;
}

/** `identity`: what i= says, or `@` and the domain. DomainKeys take an empty granularity for none. */
export function readKeyRecord(
  record: string,
  identity: string,
  domain: string,
  isDomainKeys = false,
): KeyFacts {
  const tags = readTagList(record);
  if (tags === undefined)
    return { objection: 'public key: syntax error', isTesting: false, publicKey: undefined };
  const flags = listOf(tags.get('t'));
  const isBound = flags.includes('s') && hostOf(identity) !== domain;
  const granularity = tags.get('g');
  const objection =
    (isDomainKeys ? recordObjection(tags) : undefined) ??
    (isDomainKeys && granularity === '' ? undefined : granularityObjection(granularity, identity)) ??
    (isBound ? 'public key: does not support signing subdomains' : undefined);
  return {
    objection,
    isTesting: flags.includes('y'),
    get publicKey() {
      return isDomainKeys ? rsaKey(compact(tags.get('p'))) : undefined;
    },
  };
}

/** What mailauth sees to itself where it reads the record. */
function recordObjection(tags: TagList): string | undefined {
  if ((tags.get('v') ?? 'DKIM1') !== 'DKIM1') return 'public key: unsupported version';
  if ((tags.get('k') ?? 'rsa') !== 'rsa') return 'public key: unsupported key type';
  if (tags.has('h') && !listOf(tags.get('h')).includes('sha1')) return 'public key: does not support sha1';
  const services = listOf(tags.get('s') ?? '*');
  if (!services.includes('*') && !services.includes('email')) return 'public key: does not support email';
  return compact(tags.get('p')) === '' ? 'public key: revoked' : undefined;
}

function granularityObjection(granularity: string | undefined, identity: string): string | undefined {
  if (granularity === undefined) return undefined;
  if (granularity === '') return 'public key: granularity is empty';
  const localPart = identity.slice(0, Math.max(identity.lastIndexOf('@'), 0));
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

function rsaKey(base64: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}
