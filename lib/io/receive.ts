/**
 * Takes in one message from a stream, to the end, before anything is decided: Postfix must have handed over all of
 * it, and a decision on half a message is none. Up to `thresholdBytes` it stays in memory; a larger one goes to a spool
 * file that is unlinked as soon as it is open, so that no crash leaves mail lying about. What has gone there is used up: the
 * stream's pieces are emptied.
 * Throws MailsiftError (temporary) when the stream breaks or the disk is full.
 */
import { MailsiftError } from '../errors.ts';
import { fileSource } from './file-source.ts';
import { memorySource } from './memory-source.ts';
import { openScratchFile, writeAll, type OpenFile } from './scratch-file.ts';
import type { ByteSource } from './source.ts';

export interface SpoolOptions {
  readonly thresholdBytes: number;
  readonly directory: string;
}

export async function receive(stream: AsyncIterable<Uint8Array>, spool: SpoolOptions): Promise<ByteSource> {
  const held: Buffer[] = [];
  let sizeBytes = 0;
  let file: OpenFile | undefined;
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (file === undefined && sizeBytes + bytes.length > spool.thresholdBytes) {
        file = openScratchFile(spool.directory);
        writeAll(file, Buffer.concat(held.splice(0)), 0);
      }
      sizeBytes += bytes.length;
      if (file === undefined) {
        held.push(bytes);
      } else {
        writeAll(file, bytes, sizeBytes - bytes.length);
        giveBack(bytes);
      }
    }
  } catch (cause) {
    await file?.close().catch(() => undefined);
    throw new MailsiftError(`cannot take in the message (spool directory ${spool.directory})`, { cause });
  }
  return file === undefined ? memorySource(Buffer.concat(held)) : fileSource(file, sizeBytes);
}

/** The memory of a piece that nobody holds any more: a large message would fill much of it before the collector comes. */
function giveBack({ buffer, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && length === buffer.byteLength) buffer.transfer(0);
}
