/**
 * RESP 2, the protocol of Redis (https://redis.io/docs/latest/develop/reference/protocol-spec): commands to bytes, bytes to
 * replies. Strings are byte strings, one character a byte. A reply that breaks the protocol throws; so does one too deep or
 * too large to be meant for us.
 */

export type RedisReply = string | number | null | RedisRefusal | readonly RedisReply[];

/** The server's answer is an error; `NOAUTH Authentication required.` */
export class RedisRefusal {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** `NOAUTH` */
  get code(): string {
    return /^[A-Z]*/.exec(this.text)?.[0] ?? '';
  }
}

/** Of an answer that must be a list. */
export function listOf(reply: RedisReply | undefined): readonly RedisReply[] {
  return Array.isArray(reply) ? (reply as readonly RedisReply[]) : [];
}

const MAX_DEPTH = 8;
const MAX_BYTES = 268_435_456;

export function encodeCommand(words: readonly (string | number)[]): string {
  const parts = words.map(word => {
    const text = String(word);
    return `$${text.length}\r\n${text}\r\n`;
  });
  return `*${words.length}\r\n${parts.join('')}`;
}

/** Takes bytes as they come and gives the replies that are complete. */
export class RedisReplyReader {
  #bytes: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): RedisReply[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    if (this.#bytes.length > MAX_BYTES) throw new Error('a reply larger than 256 MiB');
    const replies: RedisReply[] = [];
    let at = 0;
    for (;;) {
      const read = readReply(this.#bytes, at, 0);
      if (read === undefined) break;
      replies.push(read.reply);
      at = read.end;
    }
    this.#bytes = this.#bytes.subarray(at);
    return replies;
  }
}

interface Read {
  readonly reply: RedisReply;
  readonly end: number;
}

/** undefined: not all of it is there yet. */
function readReply(bytes: Buffer, start: number, depth: number): Read | undefined {
  if (depth > MAX_DEPTH) throw new Error('a reply too deep');
  const lineEnd = bytes.indexOf('\r\n', start, 'latin1');
  if (lineEnd < 0) return undefined;
  const line = bytes.toString('latin1', start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case '+':
      return { reply: line, end };
    case '-':
      return { reply: new RedisRefusal(line), end };
    case ':':
      return { reply: integer(line), end };
    case '$':
      return readBulk(bytes, integer(line), end);
    case '*':
      return readArray(bytes, integer(line), end, depth);
    default:
      throw new Error('a reply that is not of this protocol');
  }
}

function readBulk(bytes: Buffer, length: number, start: number): Read | undefined {
  if (length === -1) return { reply: null, end: start };
  if (length < 0 || length > MAX_BYTES) throw new Error('a string of an impossible length');
  const end = start + length;
  if (bytes.length < end + 2) return undefined;
  if (bytes[end] !== 0x0d || bytes[end + 1] !== 0x0a) throw new Error('a string longer than it said');
  return { reply: bytes.toString('latin1', start, end), end: end + 2 };
}

function readArray(bytes: Buffer, length: number, start: number, depth: number): Read | undefined {
  if (length === -1) return { reply: null, end: start };
  if (length < 0 || length > MAX_BYTES) throw new Error('a list of an impossible length');
  const replies: RedisReply[] = [];
  let at = start;
  while (replies.length < length) {
    const read = readReply(bytes, at, depth + 1);
    if (read === undefined) return undefined;
    replies.push(read.reply);
    at = read.end;
  }
  return { reply: replies, end: at };
}

function integer(line: string): number {
  if (!/^-?\d{1,19}$/.test(line)) throw new Error('no number where there must be one');
  return Number(line);
}
