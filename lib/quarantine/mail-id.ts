/**
 * The mail id: 12 characters of base64url, first and last a letter or digit, as amavisd-new makes them. It names
 * quarantine files and stands in X-Quarantine-ID.
 *
 * With a queue id it is derived from queue id, content digest and recipients, so that a retry of the same message gets
 * the same id and is known again; the recipients belong to it because Postfix hands over one queue file in several
 * runs, one per destination. Without a queue id nothing is retried, and the id is random (72 bits).
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Mailbox } from '../address.ts';

const MAIL_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{10}[A-Za-z0-9]$/;
const ID_BYTES = 9;

export function isMailId(text: string): boolean {
  return MAIL_ID.test(text);
}

/** `digest`: of the whole message, any form. */
export function mailIdFor(
  queueId: string | undefined,
  digest: string | Uint8Array,
  recipients: readonly Mailbox[] = [],
): string {
  for (let attempt = 0; ; attempt += 1) {
    const bytes =
      queueId === undefined ? randomBytes(ID_BYTES) : derived(queueId, digest, recipients, attempt);
    const id = bytes.toString('base64url');
    if (isMailId(id)) return id;
  }
}

function derived(
  queueId: string,
  digest: string | Uint8Array,
  recipients: readonly Mailbox[],
  attempt: number,
): Buffer {
  const hash = createHash('sha256')
    .update(JSON.stringify([queueId, attempt, [...recipients].sort()]))
    .update('\0');
  return hash.update(digest).digest().subarray(0, ID_BYTES);
}
