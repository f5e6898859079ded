/**
 * UTF-7 (RFC 2152) to Unicode. Spam hides HTML in it. Input: a byte string; bytes above 7F, which UTF-7 has not, are taken
 * for themselves, and so is a plus sign that begins nothing. Linear time; never throws.
 */
const SHIFTED = /\+([A-Za-z0-9+/]*)-?/g;

export function decodeUtf7(bytes: string): string {
  return bytes.replace(SHIFTED, (_, letters: string) => {
    if (letters === '') return '+';
    const units = Buffer.from(letters, 'base64');
    // Bits that fill no code unit are padding.
    return new TextDecoder('utf-16be', { ignoreBOM: true }).decode(units.subarray(0, units.length & ~1));
  });
}
