import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { memorySource } from '../../lib/io/memory-source.ts';
import type { ByteSource } from '../../lib/io/source.ts';
import { isSeparator } from '../../lib/inputs/from-line.ts';
import { mboxMessages } from '../../lib/inputs/mbox.ts';

const LINE = 'From me@example.org Fri Nov 20 09:00:00 2026\n';

function messagesOf(source: ByteSource): string[] {
  return [...mboxMessages(source)].map(({ source: one }) =>
    Buffer.concat([...one.chunks()]).toString('latin1'),
  );
}

const split = (text: string) => messagesOf(memorySource(Buffer.from(text, 'latin1')));

// RFC 4155 (appendix A) and the forms that mail programs write.
const SEPARATORS: [line: string, is: boolean][] = [
  ['From me@example.org Fri Nov 20 09:00:00 2026', true],
  ['From fork-admin@xent.com  Tue Jul 30 08:30:04 2002', true],
  ['From MAILER-DAEMON Fri Nov  6 09:00 2026\r', true],
  ['From "a b"@example.org Fri Nov 20 09:00:00 MET 2026', true],
  ['From - Fri Nov 20 09:00:00 2026 +0100', true],
  ['From the beginning of Friday, 20 November 2026, 09:00:00 on', false],
  ['From here on', false],
  ['>From me@example.org Fri Nov 20 09:00:00 2026', false],
  ['From: me@example.org Fri Nov 20 09:00:00 2026', false],
];

suite('separator lines', () => {
  for (const [line, is] of SEPARATORS) test(JSON.stringify(line), () => assert.equal(isSeparator(line), is));
});

const FILES: [name: string, file: string, messages: string[]][] = [
  ['no mbox', 'Subject: a\n\nb\n', ['Subject: a\n\nb\n']],
  ['empty', '', ['']],
  ['one message', `${LINE}A: 1\n\nb\n`, ['A: 1\n\nb\n']],
  ['the first line may have any form', 'From me\nA: 1\n\nb\n', ['A: 1\n\nb\n']],
  ['two', `${LINE}A: 1\n\nb\n\n${LINE}A: 2\n`, ['A: 1\n\nb\n\n', 'A: 2\n']],
  ['an empty one between', `${LINE}${LINE}A: 2\n`, ['', 'A: 2\n']],
  [
    'text and quoted lines are no separators',
    `${LINE}A: 1\n\nFrom here\n>${LINE}`,
    [`A: 1\n\nFrom here\n>${LINE}`],
  ],
  ['inside another file a separator is text', `A: 1\n\n${LINE}`, [`A: 1\n\n${LINE}`]],
  [
    'a separator without line feed at the end is text',
    `${LINE}A: 1\n\n${LINE.trimEnd()}`,
    [`A: 1\n\n${LINE.trimEnd()}`],
  ],
];

for (const [name, file, messages] of FILES)
  test(`mbox: ${name}`, () => assert.deepEqual(split(file), messages));

test('separators are found wherever they fall on the windows that are read', () => {
  const size = fc.integer({ min: 65_536 - 80, max: 65_536 + 10 });
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 4 }), sizes => {
      const bodies = sizes.map(bytes => `${'x'.repeat(bytes)}\n`);
      assert.deepEqual(split(bodies.map(body => LINE + body).join('')), bodies);
    }),
    { numRuns: 60 },
  );
});

test('memory stays bounded: no read is larger than a window', () => {
  const bytes = Buffer.from(`${LINE}${'line of text\n'.repeat(50_000)}${LINE}end\n`);
  const inner = memorySource(bytes);
  let largest = 0;
  const source: ByteSource = {
    ...inner,
    read(start, end) {
      const piece = inner.read(start, end);
      largest = Math.max(largest, piece.length);
      return piece;
    },
  };
  assert.equal([...mboxMessages(source)].length, 2);
  assert.ok(largest <= 65_536, String(largest));
});
