/**
 * The byte order of text that is declared UTF-16 and has no byte order mark, as SpamAssassin guesses it: by spaces, and by
 * the half in which the small bytes are. Input: bytes. Output: the encoding; undefined behind a mark and where the signs
 * are even. Linear time.
 */
export function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  if (mark === 0xfffe || mark === 0xfeff) return undefined;
  let little = 0;
  let big = 0;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    const first = bytes[at] ?? 0;
    const second = bytes[at + 1] ?? 0;
    even += digitSum(first);
    odd += digitSum(second);
    if (first === 0x20 && second === 0) little += 1;
    if (first === 0 && second === 0x20) big += 1;
  }
  if (even > odd * 4) little += 1;
  if (odd * 4 > even) big += 1;
  if (little === big) return undefined;
  return little > big ? 'utf-16le' : 'utf-16be';
}

function digitSum(byte: number): number {
  return (byte >> 4) + (byte & 15);
}
