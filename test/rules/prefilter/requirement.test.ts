import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lacks, requirementOf } from '../../../lib/rules/prefilter/requirement.ts';
import { parsePerlRegex } from '../../../lib/rules/regex/parse-perl.ts';

const require = (source: string, flags = '') => requirementOf(parsePerlRegex(source, flags));

suite('what a regex needs', () => {
  for (const [source, minLength, needs] of [
    ['viagra', 6, [['viagra']]],
    ['Viagra', 6, [['viagra']]],
    ['quick|lazy', 4, [['quick', 'lazy']]],
    ['(?:quick|lazy) fox', 8, [['quick fox', 'lazy fox']]],
    ['foxtrot.*whiskey', 14, [['whiskey'], ['foxtrot']]],
    ['xy[123]z', 4, [['xy1z', 'xy2z', 'xy3z']]],
    ['jazzy?', 4, [['jazz', 'jazzy']]],
    ['(?=.*whiskey)', 0, [['whiskey']]],
    ['(?!.*whiskey)', 0, []],
    ['(?:whiskey)*', 0, []],
    ['(?:whiskey){0}', 0, []],
    ['whiskey|', 0, []],
    ['e', 1, []],
    ['.{3,5}', 3, []],
    [String.raw`(jazz)\1`, 4, [['jazz']]],
    ['\\xc4\\xd6\\xdcx', 4, [['\xe4\xf6\xfcx']]],
    ['', 0, []],
  ] as const)
    test(`/${source}/`, () => {
      assert.deepEqual(require(source), { minLength, needs });
    });

  test('no more rounds than are written out are taken for all', () => {
    assert.equal(lacks('zabczzz', require('z(?:[a-l]?){3}zzz')), false);
    assert.equal(lacks('zazzz', require('z(?:[a-l]?){3}zzz')), false);
  });

  test('a text lacks something when it is short, or holds none of a set', () => {
    const requirement = require('quick|lazy');
    assert.equal(lacks('lax', requirement), true);
    assert.equal(lacks('a fox', requirement), true);
    assert.equal(lacks('LAZY', requirement), false);
  });

  test('alternatives without number', () => {
    const words = Array.from({ length: 150_000 }, (_, number) => `w${number}`);
    assert.deepEqual(require(words.join('|')), { minLength: 2, needs: [] });
  });
});
