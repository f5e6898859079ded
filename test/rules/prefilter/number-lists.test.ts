import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NumberLists } from '../../../lib/rules/prefilter/number-lists.ts';

function listAt(lists: NumberLists, index: number): number[] {
  const list: number[] = [];
  for (let place = lists.start(index); place < lists.end(index); place += 1) list.push(lists.number(place));
  return list;
}

test('lists come back as they were put in, and there are none beyond', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.oneof(fc.nat(300), fc.nat(2 ** 32 - 1)))), lists => {
      const kept = new NumberLists(lists);
      assert.deepEqual(
        lists.map((_, index) => [...listAt(kept, index)]),
        lists,
      );
      assert.equal(listAt(kept, lists.length).length, 0);
    }),
  );
});
