/**
 * Content-Transfer-Encoding undone (RFC 2045 6.7, 6.8), the way a lenient mail reader does it, because that is what a
 * virus counts on: base64 goes on behind padding in its middle, and foreign characters in it are skipped.
 * Works through pieces of the body, so that memory is bounded by `limitBytes` of output.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export function transferDecode(encoding: string, body: Iterable<Buffer>, limitBytes: number): Buffer {
  const pieces = decoded(encoding, body);
  const kept: Buffer[] = [];
  let sizeBytes = 0;
  for (const piece of pieces) {
    kept.push(piece.subarray(0, limitBytes - sizeBytes));
    sizeBytes += piece.length;
    if (sizeBytes >= limitBytes) break;
  }
  return Buffer.concat(kept);
}

function decoded(encoding: string, body: Iterable<Buffer>): Iterable<Buffer> {
  switch (encoding) {
    case 'base64':
      return base64(body);
    case 'quoted-printable':
      return quotedPrintable(body);
    default:
      return body;
  }
}

function* base64(body: Iterable<Buffer>): Generator<Buffer> {
  let pending = '';
  for (const chunk of body) {
    const runs = (pending + chunk.toString('latin1').replace(/[^A-Za-z0-9+/=]+/g, '')).split(/=+/);
    const open = runs.pop() ?? '';
    for (const run of runs) if (run !== '') yield Buffer.from(run, 'base64');
    const whole = open.length - (open.length % 4);
    if (whole > 0) yield Buffer.from(open.slice(0, whole), 'base64');
    pending = open.slice(whole);
  }
  if (pending !== '') yield Buffer.from(pending, 'base64');
}

/** A line may be any length, so pieces are cut at line ends only while they are shorter than this. */
const MAX_PENDING_CHARS = 256 * 1024;

function* quotedPrintable(body: Iterable<Buffer>): Generator<Buffer> {
  const libqp = require('libqp') as { decode(text: Buffer): Buffer };
  let pending: Buffer = Buffer.alloc(0);
  for (const chunk of body) {
    const text = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const cut = lastHardBreak(text);
    if (cut === 0 && text.length < MAX_PENDING_CHARS) {
      pending = text;
      continue;
    }
    const end = cut === 0 ? text.length : cut;
    yield libqp.decode(text.subarray(0, end));
    pending = text.subarray(end);
  }
  if (pending.length > 0) yield libqp.decode(pending);
}

/** Behind the last line ending that is not a soft break: decoding can start afresh there. */
function lastHardBreak(text: Buffer): number {
  for (let at = text.lastIndexOf(0x0a); at > 0; at = text.lastIndexOf(0x0a, at - 1)) {
    const before = text[at - 1] === 0x0d ? at - 2 : at - 1;
    if (text[before] !== 0x3d) return at + 1;
  }
  return 0;
}
