/**
 * Content-Transfer-Encoding undone (RFC 2045 6.7, 6.8), the way a lenient mail reader does it, because that is what a
 * virus counts on: base64 goes on behind padding in its middle, and foreign characters in it are skipped.
 * Works through pieces of the body, so that memory is bounded by `limitBytes` of output.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Other encodings (7bit, 8bit, binary, unknown ones) leave the bytes as they are. */
export function isEncoded(encoding: string): boolean {
  return encoding === 'base64' || encoding === 'quoted-printable';
}

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

/** A line may be any length, so pieces are cut at hard line ends only while they are shorter than this. */
const MAX_PENDING_BYTES = 256 * 1024;
const EQUALS = 0x3d;
const LINE_FEED = 0x0a;

function* quotedPrintable(body: Iterable<Buffer>): Generator<Buffer> {
  const libqp = require('libqp') as { decode(text: Buffer): Buffer };
  let pending: Buffer = Buffer.alloc(0);
  for (const chunk of body) {
    const text = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const cut = lastHardBreak(text);
    if (cut === 0 && text.length < MAX_PENDING_BYTES) {
      pending = text;
      continue;
    }
    const end = cut === 0 ? outsideEscape(text) : cut;
    yield libqp.decode(text.subarray(0, end));
    pending = text.subarray(end);
  }
  if (pending.length > 0) yield libqp.decode(pending);
}

/** Behind the last line ending that is not a soft break: decoding can start afresh there. */
function lastHardBreak(text: Buffer): number {
  for (let at = text.lastIndexOf(LINE_FEED); at > 0; at = text.lastIndexOf(LINE_FEED, at - 1)) {
    const before = text[at - 1] === 0x0d ? at - 2 : at - 1;
    if (text[before] !== EQUALS) return at + 1;
  }
  return 0;
}

/** The last place where a cut splits no `=XX` (nor one with soft breaks in it) and no blanks, which count only inside a line. */
function outsideEscape(text: Buffer): number {
  let end = text.length;
  let before: number;
  do {
    before = end;
    while (end > 0 && isBlankOrEquals(text[end - 1])) end -= 1;
    if (text[end - 2] === EQUALS) end -= 2;
  } while (end < before);
  // Nothing but soft breaks: behind one of them, then.
  return end > 0 ? end : text.lastIndexOf(LINE_FEED) + 1 || text.length;
}

function isBlankOrEquals(byte: number | undefined): boolean {
  return byte === EQUALS || byte === LINE_FEED || byte === 0x20 || byte === 0x09 || byte === 0x0d;
}
