import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, suite, test } from 'node:test';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { messageInputs } from '../../lib/inputs/messages.ts';

const root = mkdtempSync(join(tmpdir(), 'mailsift-inputs-'));
after(() => rmSync(root, { recursive: true, force: true }));
const MESSAGE = 'From: a@example.org\n\nText.\n';
const MBOX = `From a@b Fri Nov 20 09:00:00 2026\n${MESSAGE}\nFrom a@b Fri Nov 20 09:00:00 2026\n${MESSAGE}`;

function put(name: string, content: string | Buffer): string {
  const path = join(root, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Name and contents, or why there are none. */
async function read(path: string, stdin = '', stdinHolds: 'message' | 'mbox' = 'message') {
  const found: string[][] = [];
  const inputs = {
    paths: [path],
    stdin: Readable.from([Buffer.from(stdin)]),
    stdinHolds,
    spool: { thresholdBytes: 1000, directory: root },
    walk: { subfolders: false, deleted: false },
  };
  for await (const input of messageInputs(inputs)) {
    const name = input.name.replace(`${root}/`, '');
    if (input.kind === 'trouble') found.push([name, input.why]);
    else found.push([name, input.source.read(0, input.source.sizeBytes).toString()]);
  }
  return found;
}

suite('compressed files', () => {
  const rows: readonly (readonly [string, Buffer])[] = [
    ['m.gz', gzipSync(MESSAGE)],
    ['1234:2,S', gzipSync(MESSAGE)],
    ['m.zst', zstdCompressSync(Buffer.from(MESSAGE))],
    ['m.br', brotliCompressSync(MESSAGE)],
  ];
  for (const [name, bytes] of rows) {
    test(`${name} is read`, async () => assert.deepEqual(await read(put(name, bytes)), [[name, MESSAGE]]));
  }
  test('an mbox file', async () => {
    const found = await read(put('inbox.gz', gzipSync(MBOX)));
    assert.deepEqual(found, [
      ['inbox.gz#1', `${MESSAGE}\n`],
      ['inbox.gz#2', MESSAGE],
    ]);
  });
  // Magic numbers of the formats' own documents, as /usr/share/misc/magic has them.
  const foreign: readonly (readonly [string, string])[] = [
    ['BZh91AY&SY', 'bunzip2'],
    ['\xfd7zXZ\0\0\x04', 'unxz'],
    ['\x04"M\x18d@', 'unlz4'],
    ['LZIP\x01\x0c', 'lzip -d'],
    ['\x89LZO\0\r\n\x1a\n', 'lzop -d'],
  ];
  for (const [bytes, program] of foreign) {
    test(`what ${program} unpacks is trouble that names it`, async () => {
      const [[, why = ''] = []] = await read(put('foreign', Buffer.from(bytes, 'latin1')));
      assert.match(why, new RegExp(`unpack it first: ${program}$`));
    });
  }
  test('one that is cut off is trouble', async () => {
    const [[, why = ''] = []] = await read(put('cut.gz', gzipSync(MESSAGE).subarray(0, 30)));
    assert.match(why, /unexpected end of file/);
  });
});

test('a message of a Maildir that begins as an mbox file is one message', async () => {
  for (const name of ['new', 'tmp']) mkdirSync(join(root, 'Maildir', name), { recursive: true });
  put('Maildir/cur/1:2,', MBOX);
  assert.deepEqual(await read(join(root, 'Maildir')), [['Maildir/cur/1:2,', MBOX]]);
});

test('standard input is one message, or an mbox where that is said', async () => {
  assert.deepEqual(await read('-', MBOX), [['-', MBOX]]);
  assert.equal((await read('-', MBOX, 'mbox')).length, 2);
});
