/** The bytes of a message with every line feed behind a carriage return, as they went over the wire (RFC 5321, section 2.3.8). */
import type { ByteSource } from '../io/source.ts';

const LF = 0x0a;
const CR = 0x0d;

export function* crlfChunks(source: ByteSource): Generator<Buffer> {
  let last = 0;
  for (const chunk of source.chunks()) {
    yield withCrlf(chunk, last);
    last = chunk.at(-1) ?? last;
  }
}

/** `before`: the byte in front of the first. */
function withCrlf(chunk: Buffer, before: number): Buffer {
  let bare = 0;
  for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1))
    if ((at === 0 ? before : chunk[at - 1]) !== CR) bare += 1;
  if (bare === 0) return chunk;
  const whole = Buffer.allocUnsafe(chunk.length + bare);
  let from = 0;
  let to = 0;
  for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) {
    if ((at === 0 ? before : chunk[at - 1]) === CR) continue;
    to += chunk.copy(whole, to, from, at);
    whole[to] = CR;
    to += 1;
    from = at;
  }
  chunk.copy(whole, to, from);
  return whole;
}
