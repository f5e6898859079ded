/** Every kind of source gives the same bytes for the same range; receive chooses between memory and a file without a name. */
import assert from 'node:assert/strict';
import { ftruncateSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, suite, test } from 'node:test';
import fc from 'fast-check';
import { MailsiftError } from '../../lib/errors.ts';
import { fileSource } from '../../lib/io/file-source.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import { receive } from '../../lib/io/receive.ts';
import { openScratchFile, writeAll } from '../../lib/io/scratch-file.ts';
import type { ByteSource } from '../../lib/io/source.ts';
import { subSource } from '../../lib/io/sub-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-io-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Two full chunks of 64 KiB and a bit, no two positions near each other alike. */
const BYTES = Buffer.from(Array.from({ length: 140_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
const CHUNK_BYTES = 64 * 1024;

function inFile(bytes: Buffer) {
  const file = openScratchFile(folder);
  writeAll(file, bytes, 0);
  return fileSource(file, bytes.length);
}

suite('a source of bytes', () => {
  const offset = fc.integer({ min: 0, max: BYTES.length + 10 });
  const kinds: readonly (readonly [string, () => Promise<ByteSource & { close?: () => Promise<void> }>])[] = [
    ['memory', () => Promise.resolve(memorySource(BYTES))],
    ['file', () => Promise.resolve(inFile(BYTES))],
    [
      'part of memory',
      () => Promise.resolve(subSource(memorySource(Buffer.concat([Buffer.alloc(7), BYTES])), 7)),
    ],
    [
      'range of memory',
      () =>
        Promise.resolve(
          subSource(
            memorySource(Buffer.concat([Buffer.alloc(7), BYTES, Buffer.alloc(9)])),
            7,
            7 + BYTES.length,
          ),
        ),
    ],
    [
      'range of a range of a file',
      () => {
        const file = inFile(Buffer.concat([Buffer.alloc(70_000), BYTES, Buffer.alloc(9)]));
        const range = subSource(
          subSource(file, 60_000, 70_005 + BYTES.length),
          10_000,
          10_000 + BYTES.length,
        );
        return Promise.resolve({ ...range, close: () => file.close() });
      },
    ],
  ];
  for (const [name, make] of kinds) {
    test(name, async () => {
      const source = await make();
      try {
        assert.equal(source.sizeBytes, BYTES.length);
        assert.ok(Buffer.concat([...source.chunks()]).equals(BYTES));
        assert.ok((await buffer(source.stream())).equals(BYTES));
        fc.assert(
          fc.property(offset, offset, (start, end) => {
            const expected = BYTES.subarray(start, Math.max(start, end));
            assert.ok(source.read(start, end).equals(expected));
            const chunks = [...source.chunks(start, end)];
            assert.ok(Buffer.concat(chunks).equals(expected));
            assert.ok(chunks.every(chunk => chunk.length > 0 && chunk.length <= CHUNK_BYTES));
          }),
          { numRuns: 50 },
        );
        assert.ok((await buffer(source.stream(65_000, 66_000))).equals(BYTES.subarray(65_000, 66_000)));
        assert.equal((await buffer(source.stream(5, 5))).length, 0);
      } finally {
        await source.close?.();
      }
    });
  }

  test('a file that became shorter is trouble, not an end', async () => {
    const file = openScratchFile(folder);
    writeAll(file, BYTES, 0);
    const source = fileSource(file, BYTES.length);
    ftruncateSync(file.fd, 1000);
    assert.throws(() => source.read(0, 2000), MailsiftError);
    assert.throws(() => [...source.chunks()], MailsiftError);
    await assert.rejects(buffer(source.stream()), MailsiftError);
    await source.close();
  });

  test('a range behind the end is empty', () => {
    assert.equal(subSource(memorySource(BYTES), BYTES.length + 5).sizeBytes, 0);
    assert.equal(subSource(memorySource(BYTES), 10, 5).sizeBytes, 0);
  });
});

suite('receive', () => {
  const spool = { thresholdBytes: 1000, directory: folder };
  const inPieces = (bytes: Buffer, size: number) =>
    Readable.from(
      (function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      })(),
      { objectMode: false },
    );
  /** Descriptors of ours that point into the folder. */
  const openFiles = () =>
    readdirSync('/proc/self/fd').filter(number => {
      try {
        return readlinkSync(`/proc/self/fd/${number}`).startsWith(folder);
      } catch {
        return false;
      }
    }).length;

  const rows: readonly (readonly [number, number, boolean])[] = [
    [0, 1, false],
    [999, 100, false],
    [1000, 100, false],
    [1001, 100, true],
    [1001, 2000, true],
    [140_000, 999, true],
  ];
  for (const [sizeBytes, pieceBytes, file] of rows) {
    test(`${sizeBytes} bytes in pieces of ${pieceBytes}: in ${file ? 'a file' : 'memory'}`, async () => {
      const source = await receive(inPieces(BYTES.subarray(0, sizeBytes), pieceBytes), spool);
      assert.ok(source.read(0, sizeBytes).equals(BYTES.subarray(0, sizeBytes)));
      assert.equal(source.sizeBytes, sizeBytes);
      assert.equal('close' in source, file);
      assert.deepEqual(readdirSync(folder), [], 'no name is left behind');
      if ('close' in source) await (source.close as () => Promise<void>)();
      assert.equal(openFiles(), 0);
    });
  }

  test('a stream that breaks is temporary trouble, and no file stays open', async () => {
    const broken = Readable.from(
      (function* () {
        yield BYTES.subarray(0, 5000);
        throw new Error('gone');
      })(),
      { objectMode: false },
    );
    const trouble = await receive(broken, spool).catch((error: unknown) => error);
    assert.ok(trouble instanceof MailsiftError && trouble.temporary);
    assert.equal(openFiles(), 0);
  });

  test('a folder that is not there is temporary trouble, told with its name', async () => {
    const receiving = receive(inPieces(BYTES, 4096), { ...spool, directory: '/nonexistent/spool' });
    await assert.rejects(receiving, /spool directory \/nonexistent\/spool/);
  });
});
