/**
 * Compressed files among the inputs, known by their first bytes (as mail stores that compress do not rename), and by name
 * where the format has no mark (brotli). What Node can read is read; of the rest it is said which program can.
 */
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib';

export type Compression =
  | { readonly kind: 'readable'; readonly name: string; readonly decompress: () => Transform }
  /** `program`: what a person can decompress it with. */
  | { readonly kind: 'foreign'; readonly name: string; readonly program: string };

/** As many bytes of a file must be known. */
export const MAGIC_BYTES = 6;

const READABLE: readonly (readonly [string, string, () => Transform])[] = [
  ['\x1f\x8b', 'gzip', () => createGunzip()],
  ['\x28\xb5\x2f\xfd', 'zstd', () => createZstdDecompress()],
];
const FOREIGN: readonly (readonly [string, string, string])[] = [
  ['BZh', 'bzip2', 'bunzip2'],
  ['\xfd7zXZ\0', 'xz', 'unxz'],
  ['\x04"M\x18', 'lz4', 'unlz4'],
  ['LZIP\x01', 'lzip', 'lzip -d'],
  ['\x89LZO\0\r', 'lzop', 'lzop -d'],
];

/** undefined: not compressed, as far as can be seen. */
export function compressionOf(path: string, beginning: Buffer): Compression | undefined {
  const bytes = beginning.toString('latin1');
  for (const [magic, name, decompress] of READABLE) {
    if (bytes.startsWith(magic)) return { kind: 'readable', name, decompress };
  }
  for (const [magic, name, program] of FOREIGN) {
    if (bytes.startsWith(magic)) return { kind: 'foreign', name, program };
  }
  return path.endsWith('.br')
    ? { kind: 'readable', name: 'brotli', decompress: () => createBrotliDecompress() }
    : undefined;
}
