import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { memorySource } from '../../lib/io/memory-source.ts';
import { editedMessage, isForgeable, type HeaderEdits } from '../../lib/message/edit.ts';
import { taggedSubject } from '../../lib/message/subject.ts';

const NOTHING: HeaderEdits = { remove: () => false, insert: [], subjectTag: '' };

function edited(message: string | Buffer, edits: Partial<HeaderEdits>): string {
  const bytes = Buffer.isBuffer(message) ? message : Buffer.from(message, 'latin1');
  return Buffer.concat([...editedMessage(memorySource(bytes), { ...NOTHING, ...edits })]).toString('latin1');
}

/** Bytes that look like mail often enough to reach every branch. */
const mailBytes = fc
  .array(
    fc.constantFrom(
      'Subject: x',
      'X-Spam-Flag: NO',
      ' folded',
      '\t',
      '\n',
      '\r\n',
      '\r',
      '\0',
      '\xff',
      ':',
      'a',
      '.',
      'From me\n',
      'Received: by x\n',
    ),
    { maxLength: 40 },
  )
  .map(pieces => Buffer.from(pieces.join(''), 'latin1'));

suite('the message that leaves', () => {
  const asIs: readonly (readonly [string, string])[] = [
    ['empty', ''],
    ['header only', 'Subject: x\n'],
    ['no final newline', 'Subject: x\n\nbody'],
    ['CRLF', 'Subject: x\r\n\r\nbody\r\n'],
    ['bare CR', 'Subject: x\ry\n\na\rb\n'],
    ['NUL and 8-bit', 'Subject: \xe4\0\n\n\0\xff\n'],
    ['a lone dot', 'Subject: x\n\n.\n'],
    ['a header line of 100 kB', `X-Long: ${'y'.repeat(100_000)}\n\nbody\n`],
    ['no header at all', 'just text\n\nmore\n'],
    ['a header of several chunks', `${'X-Field: value\n'.repeat(20_000)}\nbody\n`],
  ];
  for (const [name, message] of asIs) {
    test(`${name}: nothing changes without edits`, () => assert.equal(edited(message, {}), message));
    test(`${name}: a field inserted stands on top, and the rest is untouched`, () => {
      const lineEnding = message.startsWith('Subject: x\r\n') ? '\r\n' : '\n';
      const gap = name === 'no header at all' ? '\n' : '';
      assert.equal(
        edited(message, { insert: ['X-New: a\n b'] }),
        `X-New: a${lineEnding} b${lineEnding}${gap}${message}`,
      );
    });
  }

  test('any bytes: nothing changes without edits', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        bytes => edited(Buffer.from(bytes), {}) === Buffer.from(bytes).toString('latin1'),
      ),
    );
    fc.assert(fc.property(mailBytes, bytes => edited(bytes, {}) === bytes.toString('latin1')));
  });

  test('any bytes: removing spam fields twice is removing them once, and the body stays', () => {
    const remove = (name: string) => isForgeable(name, true);
    fc.assert(
      fc.property(mailBytes, bytes => {
        const once = edited(bytes, { remove });
        assert.equal(edited(once, { remove }), once);
        assert.ok(once.length <= bytes.length);
      }),
    );
  });

  test('any fields and body: only what is forged goes, only what is inserted comes', () => {
    const ours = [
      'X-Spam-Flag',
      'x-SPAM-status',
      'X-Virus-Scanned',
      'X-Mailsift-Id',
      'X-Amavis-Alert',
      'X-Quarantine-ID',
    ];
    const theirs = ['Received', 'Subject', 'X-Spammy', 'X-Virusfree', 'From'];
    const field = fc.record({
      name: fc.constantFrom(...ours, ...theirs),
      gap: fc.constantFrom('', ' ', '\t '),
      value: fc.constantFrom('', ' v', ' \xff\0', ' a\n b', ' a\r\n\tb', ' x\ry', ` ${'z'.repeat(70_000)}`),
      end: fc.constantFrom('\n', '\r\n'),
    });
    const body = fc.uint8Array({ maxLength: 100 }).map(bytes => Buffer.from(bytes).toString('latin1'));
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), body, (fields, text) => {
        const written = (kept: typeof fields) =>
          kept.map(({ name, gap, value, end }) => `${name}${gap}:${value}${end}`).join('');
        const remove = (name: string) => isForgeable(name, true);
        const lineEnding = /\r?\n/.exec(written(fields))?.[0] ?? '';
        assert.equal(
          edited(`${written(fields)}\n${text}`, { remove, insert: ['X-New: 1\n 2', 'X-Other: 3'] }),
          `X-New: 1\n 2\nX-Other: 3\n`.replaceAll('\n', lineEnding) +
            `${written(fields.filter(({ name }) => !ours.includes(name)))}\n${text}`,
        );
      }),
      { numRuns: 60 },
    );
  });

  // Postfix finds a colon in the first line_length_limit (2048) bytes of a line; behind that it sees the body.
  for (const [nameBytes, isField] of [
    [998, true],
    [2047, true],
    [2048, false],
  ] as const) {
    test(`a name of ${nameBytes} bytes is ${isField ? 'a field' : 'body'}: what stands below it is seen as Postfix sees it`, () => {
      for (const padding of ['', `X-Pad: ${'p'.repeat(64 * 1024 - 1000)}\n`]) {
        const top = `${padding}${'n'.repeat(nameBytes)}: v\n`;
        const left = isField ? '' : 'X-Spam-Flag: NO\n';
        assert.equal(
          edited(`${top}X-Spam-Flag: NO\n\nb`, { remove: name => isForgeable(name, true) }),
          `${top}${left}\nb`,
        );
      }
    });
  }

  const forged: readonly (readonly [string, string])[] = [
    ['plain', 'X-Spam-Flag: NO\n'],
    ['upper case', 'X-SPAM-FLAG: NO\n'],
    ['lower case', 'x-spam-status: No\n'],
    ['folded', 'X-Spam-Status: No,\n score=-100\n\ttests=[]\n'],
    ['blank before the colon', 'X-Spam-Flag : NO\n'],
    ['tab before the colon', 'X-Spam-Flag\t: NO\n'],
    ['empty', 'X-Spam-Level:\n'],
    ['CRLF', 'X-Spam-Flag: NO\r\n'],
    ['twice', 'X-Spam-Flag: NO\nX-Spam-Flag: NO\n'],
    ['without a suffix', 'X-Spam: no\n'],
    ['virus', 'X-Virus-Scanned: clean\n'],
    ['mailsift', 'X-Mailsift-Verdict: good\n'],
    ['amavis', 'X-Amavis-Alert: none\n'],
    ['quarantine id', 'X-Quarantine-ID: <x>\n'],
  ];
  for (const [name, field] of forged) {
    test(`a forged field is removed: ${name}`, () => {
      const remove = (header: string) => isForgeable(header, true);
      const message = `From: a\n${field}To: b\n\nX-Spam-Flag: in the body\n`;
      assert.equal(edited(message, { remove }), 'From: a\nTo: b\n\nX-Spam-Flag: in the body\n');
    });
  }

  test('a forged field behind 2 MB of header is removed', () => {
    const long = 'X-Padding: y\n'.repeat(170_000);
    assert.equal(
      edited(`${long}X-Spam-Flag: NO\n\nb`, { remove: name => isForgeable(name, true) }),
      `${long}\nb`,
    );
  });

  test('X-Spam fields stay where the policy keeps them; virus fields never do', () => {
    const message = 'X-Spam-Flag: NO\nX-Virus-Scanned: x\nX-Spammer-List: stays\n\n';
    assert.equal(
      edited(message, { remove: name => isForgeable(name, false) }),
      'X-Spam-Flag: NO\nX-Spammer-List: stays\n\n',
    );
  });
});

suite('the subject tag', () => {
  const rows: readonly (readonly [string, string, string, string])[] = [
    ['plain', 'Subject: Hello\n', '[SPAM] ', 'Subject: [SPAM] Hello\n'],
    ['CRLF', 'Subject: Hello\r\n', '[SPAM] ', 'Subject: [SPAM] Hello\r\n'],
    ['folded', 'Subject: Hello\n there\n', '[SPAM] ', 'Subject: [SPAM] Hello\n there\n'],
    ['empty', 'Subject:\n', '[SPAM] ', 'Subject: [SPAM] \n'],
    ['already there', 'Subject: [SPAM] Hello\n', '[SPAM] ', 'Subject: [SPAM] Hello\n'],
    [
      'encoded words stay as they are',
      'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n',
      '[SPAM] ',
      'Subject: [SPAM] =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n',
    ],
    [
      'already there, encoded',
      'Subject: =?utf-8?Q?=5BSPAM=5D_Hello?=\n',
      '[SPAM] ',
      'Subject: [SPAM] Hello\n',
    ],
    ['own case', 'SUBJECT:Hello\n', 'x: ', 'SUBJECT: x: Hello\n'],
    [
      'tag beyond ASCII, and an encoded subject: the blank is inside',
      'Subject: =?utf-8?Q?=C3=BC?=\n',
      'ü ',
      'Subject: =?UTF-8?Q?=C3=BC=20?= =?utf-8?Q?=C3=BC?=\n',
    ],
    ['tag beyond ASCII', 'Subject: Hello\n', 'ü ', 'Subject: =?UTF-8?Q?=C3=BC?= Hello\n'],
  ];
  for (const [name, field, tag, expected] of rows)
    test(name, () => assert.equal(taggedSubject(field, tag), expected));

  test('a tag that has to be folded gets the line endings of the field', () => {
    const long = `${'ü'.repeat(60)} `;
    assert.ok(!/[^\r]\n/.test(taggedSubject('Subject: x\r\n', long)));
    assert.ok(!taggedSubject('Subject: x\n', long).includes('\r'));
    assert.ok(taggedSubject('Subject: x\r\n', long).split('\r\n').length > 2);
  });

  const kept: readonly (readonly [string, string])[] = [
    ['too long to decode', `=?utf-8?Q?=5BSPAM=5D_Hello?= ${'x'.repeat(9000)}`],
    ['bytes that are not UTF-8', '=?utf-8?Q?=5BSPAM=5D_Hello?= gr\xfc\xdfe'],
  ];
  for (const [name, subject] of kept) {
    test(`a Subject that decoding would spoil stays as it is: ${name}`, () => {
      assert.equal(taggedSubject(`Subject: ${subject}\n`, '[SPAM] '), `Subject: [SPAM] ${subject}\n`);
    });
  }

  test('only the first Subject is tagged, and a missing one is made', () => {
    assert.equal(
      edited('Subject: a\nSubject: b\n\n', { subjectTag: '[S] ' }),
      'Subject: [S] a\nSubject: b\n\n',
    );
    assert.equal(
      edited('From: a\n\nSubject: body\n', { subjectTag: '[S] ' }),
      'Subject: [S]\nFrom: a\n\nSubject: body\n',
    );
  });

  test('a tag with a line break cannot make a field', () => {
    assert.ok(!edited('Subject: a\n\n', { subjectTag: 'x\nBcc: evil ' }).includes('\nBcc:'));
    assert.equal(taggedSubject('Subject: a\n', 'SPAM \n'), 'Subject: SPAMa\n');
  });
});
