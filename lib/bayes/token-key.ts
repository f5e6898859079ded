/** The key by which a store knows a token: the last five bytes of the SHA-1 of its text, as a byte string. */
import { hash } from 'node:crypto';

const SHA1_BYTES = 20;
export const KEY_BYTES = 5;

export function tokenKey(token: string): string {
  // A string is hashed as UTF-8, which for ASCII is the bytes themselves.
  const bytes = /^[\x00-\x7f]*$/.test(token) ? token : Buffer.from(token, 'latin1');
  return hash('sha1', bytes, 'binary').slice(SHA1_BYTES - KEY_BYTES);
}
