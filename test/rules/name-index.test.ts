import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { NameIndex } from '../../lib/rules/name-index.ts';

test('a name is found at its place, and another nowhere', () => {
  const index = new NameIndex(['ALPHA', '__BETA', 'ALPHA_BETA']);
  assert.equal(index.find('__BETA'), 1);
  assert.equal(index.find('BETA'), undefined);
  assert.equal(index.at(2), 'ALPHA_BETA');
});

test('no names', () => {
  assert.equal(new NameIndex([]).find('A'), undefined);
});

test('as a Map does', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ maxLength: 4 })), fc.string({ maxLength: 4 }), (names, asked) => {
      const index = new NameIndex(names);
      const map = new Map(names.map((name, place) => [name, place]));
      for (const name of [...names, asked]) assert.equal(index.find(name), map.get(name));
      assert.deepEqual(
        names.map((_, place) => index.at(place)),
        names,
      );
    }),
  );
});
