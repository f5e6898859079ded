/**
 * Values on a pipe between two processes of ours: each as v8.serialize writes it, behind its length in four bytes (big end first).
 */
import type { Readable, Writable } from 'node:stream';
import { deserialize, serialize } from 'node:v8';

const LENGTH_BYTES = 4;

export function writeFrame(stream: Writable, value: unknown): void {
  const body = serialize(value);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(body.length);
  stream.cork();
  stream.write(length);
  stream.write(body);
  stream.uncork();
}

/** Ends with the stream; what is cut off at its end is not told. */
export async function* readFrames(stream: Readable): AsyncGenerator {
  let chunks: Buffer[] = [];
  let have = 0;
  let need = LENGTH_BYTES;
  let isLength = true;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    have += chunk.length;
    while (have >= need) {
      const bytes = Buffer.concat(chunks);
      const frame = bytes.subarray(0, need);
      chunks = [bytes.subarray(need)];
      have -= need;
      if (!isLength) yield deserialize(frame);
      need = isLength ? frame.readUInt32BE() : LENGTH_BYTES;
      isLength = !isLength;
    }
  }
}
