/**
 * Width and height of an image as its first bytes tell: the screen of a GIF, IHDR of a PNG, the frame header of a JPEG. Byte
 * strings; undefined when it is none, or has no area. Reads at most the headers; bounded by the length.
 */
export type ImageType = 'gif' | 'png' | 'jpeg';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

export function imageSize(type: ImageType, data: string): ImageSize | undefined {
  const size = READERS[type](Buffer.from(data, 'latin1'));
  return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined;
}

const READERS: Readonly<Record<ImageType, (data: Buffer) => ImageSize | undefined>> = {
  gif: data =>
    /^GIF8[79]a/.test(data.toString('latin1', 0, 6)) && data.length >= 10
      ? { width: data.readUInt16LE(6), height: data.readUInt16LE(8) }
      : undefined,
  png: readPng,
  jpeg: readJpeg,
};

const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';
const IHDR_BYTES = 13;

/** Looks at every eighth byte for the IHDR chunk, which comes first in a proper file; SpamAssassin does not skip chunks. */
function readPng(data: Buffer): ImageSize | undefined {
  if (data.toString('latin1', 0, 8) !== PNG_SIGNATURE) return undefined;
  for (let at = 8; at + 8 <= data.length; at += 8) {
    const type = data.toString('latin1', at + 4, at + 8);
    if (type === 'IEND') return undefined;
    if (type === 'IHDR' && data.readUInt32BE(at) === IHDR_BYTES)
      return at + 16 <= data.length
        ? { width: data.readUInt32BE(at + 8), height: data.readUInt32BE(at + 12) }
        : undefined;
  }
  return undefined;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
/** C0 to CF are frame headers, but for tables (C4, CC) and the extension (C8). */
const NO_FRAMES: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);

function readJpeg(data: Buffer): ImageSize | undefined {
  if (data.toString('latin1', 0, 2) !== '\xff\xd8') return undefined;
  for (let at = 2; at + 4 <= data.length && data[at] === 0xff;) {
    const marker = data[at + 1] ?? 0;
    const length = data.readUInt16BE(at + 2);
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE || length < 2) return undefined;
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.has(marker))
      return at + 9 <= data.length
        ? { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) }
        : undefined;
    at += length + 2;
  }
  return undefined;
}
