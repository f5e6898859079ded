/** Examples of replies are those of https://redis.io/docs/latest/develop/reference/protocol-spec. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import {
  encodeCommand,
  RedisRefusal,
  RedisReplyReader,
  type RedisReply,
} from '../../lib/store/redis-protocol.ts';

const REPLIES: readonly (readonly [string, readonly RedisReply[]])[] = [
  ['+OK\r\n', ['OK']],
  ['-ERR unknown command\r\n', [new RedisRefusal('ERR unknown command')]],
  [':-42\r\n:1000\r\n', [-42, 1000]],
  ['$5\r\nhello\r\n$0\r\n\r\n$-1\r\n', ['hello', '', null]],
  ['$4\r\n\r\n\x00\xff\r\n', ['\r\n\x00\xff']],
  ['*2\r\n$5\r\nhello\r\n*1\r\n:1\r\n', [['hello', [1]]]],
  ['*0\r\n*-1\r\n', [[], null]],
  ['*3\r\n$5\r\nhel', []],
];

for (const [bytes, expected] of REPLIES) {
  test(`replies of Redis: ${JSON.stringify(bytes)}, whole and byte by byte`, () => {
    assert.deepEqual(new RedisReplyReader().push(Buffer.from(bytes, 'latin1')), expected);
    const reader = new RedisReplyReader();
    assert.deepEqual(
      [...Buffer.from(bytes, 'latin1')].flatMap(byte => reader.push(Buffer.of(byte))),
      expected,
    );
  });
}

const BROKEN = [
  'HTTP/1.1 400 Bad Request\r\n',
  ':12x\r\n',
  '$-7\r\n',
  '$99999999999\r\n',
  '$2\r\nabcd\r\n',
  `${'*1\r\n'.repeat(20)}:1\r\n`,
];

for (const bytes of BROKEN)
  test(`no replies of Redis: ${JSON.stringify(bytes)}`, () => {
    assert.throws(() => new RedisReplyReader().push(Buffer.from(bytes, 'latin1')), Error);
  });

test('the code of a refusal', () => {
  assert.equal(new RedisRefusal('NOAUTH Authentication required.').code, 'NOAUTH');
});

test('commands are told by length, so that nothing in a word ends it', () => {
  assert.equal(encodeCommand(['SET', 's:a\r\n', 7]), '*3\r\n$3\r\nSET\r\n$5\r\ns:a\r\n\r\n$1\r\n7\r\n');
});

test('what is encoded is read, however it is cut', () => {
  const words = fc.array(
    fc.string({ unit: fc.integer({ min: 0, max: 255 }).map(byte => String.fromCharCode(byte)) }),
  );
  fc.assert(
    fc.property(words, fc.nat(50), (list, cut) => {
      const bytes = Buffer.from(encodeCommand(list), 'latin1');
      const reader = new RedisReplyReader();
      assert.deepEqual([...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))], [list]);
    }),
  );
});

test('whatever comes: replies, or an Error', () => {
  const piece = fc.oneof(
    fc.constantFrom('*2\r\n', '$3\r\n', '\r\n', ':1\r\n', '-', '+', '*-1\r\n'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), pieces => {
      const reader = new RedisReplyReader();
      try {
        for (const text of pieces) assert.ok(Array.isArray(reader.push(Buffer.from(text, 'latin1'))));
      } catch (thrown) {
        assert.ok(thrown instanceof Error && thrown.name === 'Error');
      }
    }),
    { numRuns: 1000 },
  );
});
