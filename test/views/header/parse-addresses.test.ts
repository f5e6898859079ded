/** Address lists as `:addr` and `:name` give them. The rows are SpamAssassin 4.0.1's, asked again where it is installed. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseAddresses } from '../../../lib/views/header/parse-addresses.ts';
import { createViews } from '../../../lib/views/views.ts';
import { askPeer, hasPeer } from '../relays/peer.ts';

const ROWS: readonly [string, readonly string[], readonly string[]][] = [
  ['anna@example.com', ['anna@example.com'], []],
  ['<anna@example.com>', ['anna@example.com'], []],
  ['Anna Doe <anna@example.com>', ['anna@example.com'], ['Anna Doe']],
  ['"Doe, Anna" <anna@example.com>', ['anna@example.com'], ['Doe, Anna']],
  ['anna@example.com (Anna Doe)', ['anna@example.com'], ['Anna Doe']],
  ['"anna@example.com" <anna@example.com>', ['anna@example.com'], ['anna@example.com']],
  ['"bank@example.org" <anna@example.com>', ['anna@example.com'], ['bank@example.org']],
  ["'Anna' <anna@example.com>", ['anna@example.com'], ['Anna']],
  ['a@x.org, "B" <b@x.org>; c@x.org', ['a@x.org', 'b@x.org', 'c@x.org'], ['B']],
  ['friends: a@x.org, b@x.org;', ['a@x.org', 'b@x.org'], []],
  ['undisclosed-recipients:;', [], []],
  ['(note) a@x.org', [], ['a@x.org']],
  ['"a@x.org"', ['a@x.org'], []],
  ['"a@x.org" ', ['a@x.org'], []],
  ['a@b.org@c.org', ['a@b.org'], []],
  ['Anna <>', [], ['Anna']],
  ['<>', [], []],
  ['""@x.org', [], []],
  ['<a@x.org> <a@x.org>', ['a@x.org'], []],
  ['Anna <a@x.org', [], []],
  ['Anna <a(b)@x.org>', ['a@x.org'], ['Anna']],
  ['Anna < a@x.org >', ['a@x.org'], ['Anna']],
  ['Anna <"a b"@x.org>', ['"a b"@x.org'], ['Anna']],
  ['Anna <a b@x.org>', [], ['Anna']],
  ['"Anna \\"A\\" Doe" <a@x.org>', ['a@x.org'], ['Anna "A" Doe']],
  ['=?utf-8?Q?"Foo"_<a@x.org>?=', ['a@x.org'], []],
  ['=?utf-8?Q?=C3=A9?= <a@[192.0.2.1]>', ['a@[192.0.2.1]'], ['\xc3\xa9']],
  ['Anna "the" Doe <a@x.org>', ['a@x.org'], ['Anna the Doe']],
  ['Anna\n\tDoe <a@x.org>', ['a@x.org'], ['Anna Doe']],
  ['a@x.org b@x.org', [], ['a@x.org b@x.org']],
  ['<a@x.org>,<b@x.org>', [], []],
  ['<a@x.org>, <b@x.org>', ['a@x.org', 'b@x.org'], []],
  [', a@x.org', ['a@x.org'], [' ']],
];

for (const [value, addresses, names] of ROWS) {
  test(`addresses of ${value}`, () => {
    const views = createViews(Buffer.from(`From: ${value}\n\n`, 'latin1'));
    assert.deepEqual([views.header('From', ['addr']), views.header('From', ['name'])], [addresses, names]);
  });
}

test('SpamAssassin reads the same addresses', { skip: !hasPeer }, () => {
  const queries = ['From:addr', 'From:name'];
  const answers = askPeer(ROWS.map(([value]) => ({ message: `From: ${value}\n\nx\n`, queries })));
  assert.deepEqual(
    answers.map(answer => queries.map(query => answer[query])),
    ROWS.map(([, addresses, names]) => [addresses, names]),
  );
});

const PIECES = [
  '"',
  '<',
  '>',
  '(',
  ')',
  ',',
  ';',
  ':',
  '\\',
  '@',
  ' ',
  '\n ',
  'a',
  'x.org',
  '<a@x.org>',
  '"q"',
  '\xe9',
  '[',
  ']',
];

test('no value makes it throw, and time is bounded', () => {
  // 25 ms where nothing else runs.
  const LIMIT_MS = 2000;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      (pieces, long) => {
        const unit = pieces.join('');
        const value = long ? unit.repeat(Math.ceil(8192 / unit.length)) : unit;
        const start = performance.now();
        for (const { address } of parseAddresses(value))
          assert.ok(address === undefined || address.includes('@'));
        assert.ok(performance.now() - start < LIMIT_MS, JSON.stringify(unit));
      },
    ),
    { numRuns: 800 },
  );
});
