/**
 * Byte strings: one char per byte, each 0x00 to 0xFF (latin1), as SpamAssassin's rules see text. Text that was decoded
 * to Unicode becomes its UTF-8 octets. Both ways are total: nothing here throws.
 */

/** The UTF-8 octets of Unicode text. Pure ASCII comes back as it is. */
export function toUtf8Bytes(text: string): string {
  return hasNonAscii(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** Unicode text from UTF-8 octets; what is no UTF-8 becomes U+FFFD. */
export function fromUtf8Bytes(bytes: string): string {
  return hasNonAscii(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

export function hasNonAscii(text: string): boolean {
  return /[^\x00-\x7f]/.test(text);
}
