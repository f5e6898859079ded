import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../lib/errors.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import { berkeleyHashEntries } from '../../lib/store/berkeley-hash.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-hash-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs Perl's DB_File on a new file; undefined: it is not there. */
function written(perl: string): Buffer | undefined {
  const path = join(folder, 'db');
  rmSync(path, { force: true });
  const { status } = spawnSync('perl', [
    '-MDB_File',
    '-MFcntl',
    '-e',
    `tie my %h, 'DB_File', '${path}', O_RDWR|O_CREAT or die; ${perl}; untie %h`,
  ]);
  return status === 0 ? readFileSync(path) : undefined;
}

const entriesOf = (bytes: Buffer) =>
  new Map([...berkeleyHashEntries(memorySource(bytes), 'db')].map(({ key, value }) => [key, value]));

suite('what DB_File has written', { skip: written('1') === undefined && 'needs Perl with DB_File' }, () => {
  const rows: readonly (readonly [string, string, (found: Map<string, string>) => void])[] = [
    ['nothing', '1', found => assert.equal(found.size, 0)],
    ['an entry', '$h{key} = "value"', found => assert.deepEqual([...found], [['key', 'value']])],
    [
      'many, on many pages',
      '$h{pack "N", $_} = $_ for 1 .. 20_000',
      found => {
        assert.equal(found.size, 20_000);
        assert.equal(found.get('\0\0\x30\x39'), '12345');
      },
    ],
    [
      'without those that were deleted',
      '$h{$_} = $_ for 1 .. 5000; delete $h{$_} for 1 .. 4990',
      found =>
        assert.deepEqual([...found.keys()].sort(), [
          '4991',
          '4992',
          '4993',
          '4994',
          '4995',
          '4996',
          '4997',
          '4998',
          '4999',
          '5000',
        ]),
    ],
    [
      'long keys and values, which have pages of their own',
      '$h{"k" x 3000} = "v"; $h{"l" x 10_000} = "w" x 20_000; $h{s} = "t"',
      found => {
        assert.equal(found.get('k'.repeat(3000)), 'v');
        assert.equal(found.get('l'.repeat(10_000)), 'w'.repeat(20_000));
        assert.equal(found.get('s'), 't');
      },
    ],
    ['empty values', '$h{key} = ""', found => assert.deepEqual([...found], [['key', '']])],
  ];
  for (const [name, perl, check] of rows) {
    test(name, () => check(entriesOf(written(perl) ?? Buffer.alloc(0))));
  }

  test('whatever happens to the file, it is read or a UsageError', () => {
    const whole = written('$h{$_} = $_ for 1 .. 500; $h{"k" x 3000} = "w" x 9000') ?? Buffer.alloc(0);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), fc.boolean(), (changes, length, isCut) => {
        const bytes = Buffer.from(isCut ? whole.subarray(0, length) : whole);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          entriesOf(bytes);
        } catch (thrown) {
          assert.ok(thrown instanceof UsageError, String(thrown));
        }
      }),
      { numRuns: 300 },
    );
  });
});

suite('what is no such file', () => {
  const meta = (at: number, magic: number): Buffer => {
    const bytes = Buffer.alloc(4096);
    bytes.writeUInt32LE(magic, at);
    return bytes;
  };
  // Marks as in file(1), Magdir/database.
  const rows: readonly (readonly [string, Buffer, RegExp])[] = [
    ['nothing', Buffer.alloc(0), /too short/],
    ['text', Buffer.from('v\t3\tdb_version\n'.repeat(20)), /no Berkeley DB file/],
    ['libdb 1.85', meta(0, 0x061561), /libdb 1\.85/],
    ['a b-tree', meta(12, 0x053162), /b-tree/],
    ['GDBM', meta(0, 0x13579ace), /GDBM/],
    ['a version to come', meta(12, 0x061561), /version 0, which is not read/],
  ];
  for (const [name, bytes, message] of rows) {
    test(name, () => assert.throws(() => entriesOf(bytes), { name: 'UsageError', message }));
  }
});
