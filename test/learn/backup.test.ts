/** The text form of sa-learn, as the man page of sa-learn and BayesStore/DBM.pm of SpamAssassin 4.0.1 have it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../lib/errors.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import { readBackup } from '../../lib/learn/read-backup.ts';
import { backupPieces } from '../../lib/learn/write-backup.ts';

const NOW_S = 1_800_000_000;
const HEAD = 'v\t3\tdb_version # this must be the first line!!!\nv\t2\tnum_spam\nv\t1\tnum_nonspam\n';
const read = (text: string) => {
  const { tokens, seen, ...rest } = readBackup(memorySource(Buffer.from(text, 'latin1')), 'FILE', NOW_S);
  return { ...rest, tokens: [...(tokens as Iterable<unknown>)], seen: [...(seen as Iterable<unknown>)] };
};

suite('reading', () => {
  const rows: readonly (readonly [string, string, readonly unknown[], readonly unknown[], number])[] = [
    ['nothing learnt', '', [], [], 0],
    [
      'a token',
      't\t1\t0\t1030100087\t01c1f6ae4a\n',
      [{ key: '\x01\xc1\xf6\xae\x4a', spam: 1, ham: 0, atimeS: 1_030_100_087 }],
      [],
      0,
    ],
    [
      'blanks for tabs',
      't 1 0 5 01c1f6ae4a\n',
      [{ key: '\x01\xc1\xf6\xae\x4a', spam: 1, ham: 0, atimeS: 5 }],
      [],
      0,
    ],
    [
      'of two lines the later',
      't\t1\t0\t5\t0101010101\nt\t7\t2\t6\t0101010101\n',
      [{ key: '\x01'.repeat(5), spam: 7, ham: 2, atimeS: 6 }],
      [],
      0,
    ],
    ['without any message', 't\t0\t0\t5\t0101010101\nt\t-1\t0\t5\t0101010102\n', [], [], 0],
    [
      'less than none',
      't\t-1\t3\t5\t0101010101\n',
      [{ key: '\x01'.repeat(5), spam: 0, ham: 3, atimeS: 5 }],
      [],
      0,
    ],
    [
      'of the future',
      't\t1\t0\t1900000000\t0101010101\n',
      [{ key: '\x01'.repeat(5), spam: 1, ham: 0, atimeS: NOW_S }],
      [],
      0,
    ],
    [
      'messages',
      's\ts\t1@a\ns\th\tan id @b\n',
      [],
      [
        { id: '1@a', as: 'spam' },
        { id: 'an id @b', as: 'ham' },
      ],
      0,
    ],
    ['what means nothing', 't\t1\t0\t5\tnothex\ns\tx\tid\n\nfoo\ns\ts\t\n', [], [], 5],
    ['without a last line feed', 's\ts\t1@a', [], [{ id: '1@a', as: 'spam' }], 0],
  ];
  for (const [name, text, tokens, seen, passedOver] of rows) {
    test(name, () => {
      const found = read(HEAD + text);
      assert.deepEqual(found.totals, { spam: 2, ham: 1 });
      assert.deepEqual([found.tokens, found.seen, found.passedOver], [tokens, seen, passedOver]);
    });
  }

  test('version 2 has tokens as text: their keys are the last five bytes of the SHA-1', () => {
    const { tokens } = read(`${HEAD.replace('\t3\t', '\t2\t')}t\t1\t0\t5\thello\n`);
    const key = createHash('sha1').update('hello').digest().subarray(-5).toString('latin1');
    assert.deepEqual(tokens, [{ key, spam: 1, ham: 0, atimeS: 5 }]);
    // Spec 5.2.
    assert.equal(Buffer.from(key, 'latin1').toString('hex'), 'd9aea9434d');
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /no backup of sa-learn/],
    ['another file', 'From a@b\n', /no backup of sa-learn/],
    ['version 1', 'v\t1\tdb_version\n', /version 1; only 2 and 3/],
    ['counts that are missing', 'v\t3\tdb_version\nv\t2\tnum_spam\n', /not whole/],
  ];
  for (const [name, text, message] of refused) {
    test(name, () => assert.throws(() => read(text), { name: 'UsageError', message }));
  }

  test('whatever the lines, they are read or refused', () => {
    const line = fc.array(
      fc.constantFrom('t', 'v', 's', '\t', '\n', '1', '-1', 'num_spam', '0101010101', 'h', '\xff'),
    );
    fc.assert(
      fc.property(line, pieces => {
        try {
          read(`v\t3\tdb_version\n${pieces.join('')}`);
        } catch (thrown) {
          assert.ok(thrown instanceof UsageError);
        }
      }),
    );
  });
});

test('what was written is read as it was', async () => {
  const key = fc
    .uint8Array({ minLength: 5, maxLength: 5 })
    .map(bytes => Buffer.from(bytes).toString('latin1'));
  const count = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const entry = fc.record(
    { key, spam: fc.integer({ min: 1, max: 2 ** 32 - 1 }), ham: count, atimeS: fc.nat(NOW_S) },
    { noNullPrototype: true },
  );
  const id = fc.stringMatching(/^[!-~][!-~ ]{0,30}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(entry, { selector: one => one.key, maxLength: 200 }),
      fc.uniqueArray(
        fc.record({ id, as: fc.constantFrom('spam' as const, 'ham' as const) }, { noNullPrototype: true }),
        {
          selector: one => one.id,
        },
      ),
      count,
      async (tokens, seen, ham) => {
        let text = '';
        for await (const piece of backupPieces({ totals: { spam: 3, ham }, tokens, seen })) text += piece;
        const found = read(text);
        assert.deepEqual([found.totals, found.tokens, found.seen], [{ spam: 3, ham }, tokens, seen]);
      },
    ),
    { numRuns: 50 },
  );
});
