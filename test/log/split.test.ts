import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitLine } from '../../lib/log/split.ts';

test('a short line stays whole', () => {
  assert.deepEqual(splitLine('(Q1) text'), ['(Q1) text']);
});

test('a long line is cut at 980 octets, with the log id and ... on each side of the cut', () => {
  const [first, second, ...more] = splitLine(`(Q1) ${'a'.repeat(1500)}`);
  assert.equal(first, `(Q1) ${'a'.repeat(972)}...`);
  assert.equal(first.length, 980);
  assert.equal(second, `(Q1) ...${'a'.repeat(528)}`);
  assert.deepEqual(more, []);
});

test('nothing is lost, no piece is too long and no character is cut', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.integer({ min: 40, max: 90 }),
      (text, maxBytes) => {
        const pieces = splitLine(`(Q1) ${text}`, maxBytes);
        for (const piece of pieces) assert.ok(Buffer.byteLength(piece) <= maxBytes, piece);
        const joined = pieces.map((piece, at) =>
          piece.slice(at === 0 ? 5 : 8, at === pieces.length - 1 ? undefined : -3),
        );
        assert.equal(joined.join(''), text);
      },
    ),
  );
});
