import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggest } from '../../lib/config/suggest.ts';

const KNOWN = ['virus', 'banned', 'unchecked', 'spam', 'bad_header', 'oversized'];

const CASES: readonly [string, string | undefined][] = [
  ['spma', 'spam'],
  ['Spam', 'spam'],
  ['viruses', 'virus'],
  ['badheader', 'bad_header'],
  ['oversize', 'oversized'],
  ['quarantine', undefined],
  ['x', undefined],
  ['', undefined],
];

for (const [given, expected] of CASES) {
  test(`nearest to "${given}"`, () => assert.equal(suggest(given, KNOWN), expected));
}
