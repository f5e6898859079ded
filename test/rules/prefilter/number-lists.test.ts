import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NumberLists } from '../../../lib/rules/prefilter/number-lists.ts';

test('lists come back as they were put in, and there are none beyond', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.oneof(fc.nat(300), fc.nat(2 ** 32 - 1)))), lists => {
      const kept = new NumberLists(lists);
      assert.deepEqual(
        lists.map((_, index) => [...kept.at(index)]),
        lists,
      );
      assert.equal(kept.at(lists.length).length, 0);
    }),
  );
});
