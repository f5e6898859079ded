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

/** Length of Unicode text in characters, as Perl counts: a JavaScript string has two units for those above U+FFFF. */
export function lengthInCharacters(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** The first characters of a Unicode text. */
export function firstCharacters(text: string, count: number): string {
  if (text.length <= count || !/[\ud800-\udbff]/.test(text)) return text.slice(0, count);
  let end = 0;
  for (let left = count; left > 0 && end < text.length; left -= 1)
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

export function hasNonAscii(text: string): boolean {
  return /[^\x00-\x7f]/.test(text);
}
