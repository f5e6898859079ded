/**
 * Tables for the search's memory in one piece (assembly/prefilter/*.ts say what each kind has): words of 32 bits, of which some are the
 * places of tables that follow, as distances from the beginning. One array takes less of an image than many.
 */
export type Table = Uint8Array | Uint16Array | Uint32Array | Int32Array;

const ALIGNMENT = 8;

export function block(words: readonly (number | Table)[]): Uint8Array {
  let length = aligned(words.length * Uint32Array.BYTES_PER_ELEMENT);
  const places = words.map(word => {
    if (typeof word === 'number') return word;
    const place = length;
    length = aligned(length + word.byteLength);
    return place;
  });
  const bytes = new Uint8Array(length);
  new Int32Array(bytes.buffer).set(places);
  for (const [number, word] of words.entries())
    if (typeof word !== 'number')
      bytes.set(new Uint8Array(word.buffer, word.byteOffset, word.byteLength), places[number]);
  return bytes;
}

export function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
