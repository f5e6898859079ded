/** Archives, whole and broken: they are read as Archive::Zip reads them, and no input throws or takes more than its share. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { openZip } from '../../../../lib/rules/plugins/ole-macro/zip.ts';
import { orSkip } from '../../../support/require-program.ts';
import { zipArchive } from '../../../support/zip.ts';
import type { ZipEntry, ZipOptions } from '../../../support/zip.ts';

const PEER = join(import.meta.dirname, 'archives.pl');
const ENTRIES: readonly ZipEntry[] = [
  { name: 'a.txt', content: 'hello' },
  { name: 'folder/', method: 'stored' },
  { name: 'stored.bin', content: '\x00\x01\x02', method: 'stored' },
  { name: 'я.doc', content: 'x'.repeat(3000), flags: 0x800 },
  { name: 'with descriptor', content: 'some more text, some more text', flags: 8 },
  { name: 'stored with descriptor', content: 'text', method: 'stored', flags: 8 },
  { name: 'secret', content: 'abcdefghijklmnop', flags: 1 },
  { name: 'empty' },
];

const SHAPES: readonly ZipOptions[] = [
  {},
  { comment: 'a comment' },
  { isZip64: true },
  { prefix: Buffer.from('PK in front') },
];

const ample = () => ({ bytes: 2 ** 30 });

/** As archives.pl tells it. */
function told(archive: Buffer): unknown {
  const members = openZip(archive.toString('latin1'), ample());
  if (members === undefined) return null;
  return members.map(({ name, isEncrypted, contents }) => {
    const bytes = contents();
    // Names without the flag are bytes, with it text.
    const isText = /[^\0-\xff]/.test(name);
    return [
      Buffer.from(name, isText ? 'utf8' : 'latin1').toString('hex'),
      isEncrypted ? 1 : 0,
      bytes === undefined ? null : `${bytes.length}/${crc32(Buffer.from(bytes, 'latin1'))}`,
    ];
  });
}

/** Perl and Node differ in how many replacement characters stand for malformed UTF-8. */
function plain(answer: string): string {
  return answer.replace(/(?:efbfbd)+/g, 'efbfbd');
}

/** Small generator (Park and Miller), so that the peer sees the same archives each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function broken(archive: Buffer, seed: number): Buffer {
  const next = numbers(seed);
  const copy = Buffer.from(archive);
  for (let times = next(3); times >= 0; times -= 1)
    copy[next(copy.length)] = next(3) === 0 ? 0xff : next(256);
  return next(4) === 0 ? copy.subarray(0, next(copy.length)) : copy;
}

const archives: readonly Buffer[] = SHAPES.flatMap((shape, index) => {
  const whole = zipArchive(ENTRIES, shape);
  const single = zipArchive(ENTRIES.slice(0, 2), shape);
  return [
    whole,
    single,
    ...Array.from({ length: 500 }, (_, seed) => broken(single, 1 + seed + 10_000 * index)),
    ...Array.from({ length: 500 }, (_, seed) => broken(whole, 5001 + seed + 10_000 * index)),
  ];
});

test('archives are read as by Archive::Zip', context => {
  const probe = spawnSync('perl', ['-MArchive::Zip', '-MIO::String', '-e', '1']).status === 0 ? 'perl' : null;
  if (orSkip(context, probe, 'libarchive-zip-perl and libio-string-perl') === undefined) return;
  const { stdout } = spawnSync('perl', [PEER], {
    input: archives.map(archive => `${archive.toString('base64')}\n`).join(''),
    encoding: 'latin1',
    maxBuffer: 2 ** 28,
  });
  const answers = stdout.split('\n').filter(line => line !== '');
  assert.equal(answers.length, archives.length);
  assert.ok(answers.filter(answer => answer === 'null').length < 0.8 * answers.length);
  const differences = archives.flatMap((archive, index) => {
    const theirs = plain(answers[index] ?? '');
    const ours = plain(JSON.stringify(told(archive)));
    return ours === theirs
      ? []
      : [`${index}\n  theirs ${theirs}\n  ours   ${ours}\n  ${archive.toString('base64')}`];
  });
  assert.deepEqual(differences, []);
});

test('damaged archives and bytes of any kind never throw', () => {
  const whole = zipArchive(ENTRIES, { isZip64: true });
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 });
  fc.assert(
    fc.property(damage, fc.uint8Array({ maxLength: 200 }), (changes, tail) => {
      const copy = Buffer.concat([whole, tail]);
      for (const [at, byte] of changes) copy[at] = byte;
      for (const bytes of [copy, Buffer.from(tail), Buffer.concat([tail, copy])])
        for (const member of openZip(bytes.toString('latin1'), ample()) ?? []) member.contents();
    }),
    { numRuns: 500 },
  );
});

/** One directory entry for each name, all with the same data. */
function sharing(count: number, data: Buffer, sizeBytes: number): Buffer {
  const one = zipArchive([{ name: 'x', content: Buffer.alloc(0), method: 'stored' }]);
  const local = Buffer.concat([one.subarray(0, 31), data]);
  const entry = Buffer.from(one.subarray(31, 31 + 47));
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt32LE(sizeBytes, 24);
  const end = Buffer.from(one.subarray(-22));
  end.writeUInt32LE(count * entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, ...Array.from({ length: count }, () => entry), end]);
}

test('a member that swells is cut, and many of them get no more than the allowance', () => {
  const bomb = deflateRawSync(Buffer.alloc(64 * 2 ** 20));
  const allowance = { bytes: 100 * 2 ** 20 };
  const members = openZip(sharing(1000, bomb, 64 * 2 ** 20).toString('latin1'), allowance) ?? [];
  assert.equal(members.length, 1000);
  const startMs = performance.now();
  const sizes = members.map(({ contents }) => contents()?.length ?? 0);
  assert.ok(sizes[0] !== undefined && sizes[0] > 2 ** 20 && sizes[0] <= 16 * 2 ** 20, `${sizes[0]}`);
  assert.ok(sizes.reduce((sum, size) => sum + size) <= 100 * 2 ** 20);
  assert.equal(sizes.at(-1), 0);
  assert.ok(performance.now() - startMs < 5000);
});

test('a directory of a megabyte is read in time, and only its beginning', () => {
  const startMs = performance.now();
  const members = openZip(sharing(21_000, deflateRawSync(Buffer.from('x')), 1).toString('latin1'), ample());
  assert.equal(members?.length, 20_000);
  assert.ok(performance.now() - startMs < 2000);
});
