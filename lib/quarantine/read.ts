/**
 * Reads one quarantined message: its block, and the original byte for byte. Throws MailsiftError (permanent) when the
 * file is damaged: no block, another mail id inside than in its name, or not as many bytes as the block says.
 */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { describeError, MailsiftError } from '../errors.ts';
import type { FileName } from './file-name.ts';
import { parseBlock, type QuarantineBlock } from './read-block.ts';

type StoredFile = FileName & { readonly path: string };

/** 50 recipients make about 5 kB; this is room for tens of thousands. */
const MAX_BLOCK_BYTES = 4 * 1024 * 1024;

export async function readBlock(file: StoredFile): Promise<QuarantineBlock> {
  let beginning = Buffer.alloc(0);
  for await (const chunk of bytesOf(file)) {
    beginning = Buffer.concat([beginning, chunk]);
    const block = parseBlock(beginning);
    if (block !== null) return checked(file, block);
    if (beginning.length > MAX_BLOCK_BYTES) break;
  }
  throw damaged(file, 'it does not begin with the header block of a quarantined message');
}

/** The original, in pieces. Fails at the end if bytes are missing or left over. */
export async function* readOriginal(file: StoredFile, block: QuarantineBlock): AsyncGenerator<Buffer> {
  let offset = 0;
  const end = block.originalOffset + block.originalBytes;
  for await (const chunk of bytesOf(file)) {
    const from = Math.max(0, block.originalOffset - offset);
    offset += chunk.length;
    if (offset > end) throw damaged(file, 'it is longer than its header block says');
    if (from < chunk.length) yield chunk.subarray(from);
  }
  if (offset !== end) throw damaged(file, `${end - offset} bytes are missing at its end`);
}

async function* bytesOf(file: StoredFile): AsyncGenerator<Buffer> {
  const stored = createReadStream(file.path);
  const stream = file.gzip ? stored.pipe(createGunzip()) : stored;
  stored.on('error', error => stream.destroy(error));
  try {
    // Who has read enough leaves early; a stream that is destroyed by that may say that it was aborted.
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (error) {
    throw damaged(file, describeError(error));
  } finally {
    stored.destroy();
    stream.destroy();
  }
}

function checked(file: StoredFile, block: QuarantineBlock): QuarantineBlock {
  if (block.mailId !== file.mailId) throw damaged(file, 'its X-Quarantine-ID is not the mail id in its name');
  return block;
}

function damaged(file: StoredFile, what: string): MailsiftError {
  return new MailsiftError(`quarantine file ${file.path}: ${what}`, { temporary: false });
}
