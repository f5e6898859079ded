/** The key of a token (five bytes as a byte string) in the forms in which databases want it. */

/** SQLite keeps it as a number of 40 bits, first byte highest. */
export function keyNumber(key: string): number {
  let number = 0;
  for (let at = 0; at < 5; at += 1) number = number * 256 + (key.charCodeAt(at) & 0xff || 0);
  return number;
}

export function keyOfNumber(number: number): string {
  const low = number % 0x1_0000_0000;
  return String.fromCharCode(
    Math.floor(number / 0x1_0000_0000) & 0xff,
    low >>> 24,
    (low >>> 16) & 0xff,
    (low >>> 8) & 0xff,
    low & 0xff,
  );
}

export function keyHex(key: string): string {
  return Buffer.from(key, 'latin1').toString('hex');
}

export function keyOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
