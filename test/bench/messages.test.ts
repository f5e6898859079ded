import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { KINDS, makeMessage } from './messages.ts';

suite('made messages', () => {
  for (const kind of KINDS) {
    for (const size of [3000, 100_000]) {
      test(`${kind} of ${size} bytes`, () => {
        const message = makeMessage(kind, size);
        assert.ok(Math.abs(message.length - size) < 1000, `${message.length} bytes`);
        assert.ok(message.equals(makeMessage(kind, size)), 'the same each time');
        assert.ok(!message.equals(makeMessage(kind, size, 1)), 'a variant is another message');
        const longest = Math.max(
          ...message
            .toString('latin1')
            .split('\n')
            .map(line => line.length),
        );
        assert.ok(longest <= 998, 'RFC 5322, 2.1.1');
      });
    }
  }

  test('the parts are what their names say', async () => {
    const [text, html, attachment] = await Promise.all(
      KINDS.map(kind => simpleParser(makeMessage(kind, 20_000))),
    );
    assert.ok(text!.text!.length > 15_000 && text!.html === false);
    assert.ok(typeof html!.html === 'string' && html!.html.length > 10_000 && html!.text !== undefined);
    assert.deepEqual(
      attachment!.attachments.map(({ filename }) => filename),
      ['drawing.bin'],
    );
    assert.ok(attachment!.attachments[0]!.size > 10_000);
  });
});
