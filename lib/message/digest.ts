/** SHA-256 of a message, hex: with the queue id it tells a retry from another message. */
import { createHash } from 'node:crypto';
import type { ByteSource } from '../io/source.ts';

export function messageDigest(source: ByteSource): string {
  const hash = createHash('sha256');
  for (const chunk of source.chunks()) hash.update(chunk);
  return hash.digest('hex');
}
