import assert from 'node:assert/strict';
import test from 'node:test';
import type { HeaderModifier } from '../../../lib/views/header/header-view.ts';
import { createViews } from '../../../lib/views/views.ts';

const MESSAGE = Buffer.from(
  'Received: from a (b [192.0.2.7]) by c\n' +
    'From: "Doe, =?utf-8?Q?J=C3=BCrgen?=" <J@Mail.Example.co.uk>\n' +
    'To: a@x.org, "B" <b@x.org> (note)\nTo: undisclosed: ;\nCc: c@y.net (Sir)\n' +
    'Subject: =?iso-8859-1?Q?a=E9?= =?iso-8859-1?Q?b?= c\n\tfolded\n' +
    'Message-Id: <1@host.example.com>\nX-Message-Id: <2@x>\n\nbody\n',
);

// Source: spec 1.4, 2.2 and 2.9.
const ROWS: readonly [string, readonly HeaderModifier[], readonly string[]][] = [
  ['Subject', [], ['a\xc3\xa9b c folded\n']],
  ['subject', ['raw'], [' =?iso-8859-1?Q?a=E9?= =?iso-8859-1?Q?b?= c\n\tfolded\n']],
  ['From', ['addr'], ['J@Mail.Example.co.uk']],
  ['From', ['name'], ['Doe, J\xc3\xbcrgen']],
  ['From', ['addr', 'host'], ['Mail.Example.co.uk']],
  ['From', ['addr', 'domain'], ['example.co.uk']],
  ['To', ['addr'], ['a@x.org', 'b@x.org']],
  ['To', ['first'], ['a@x.org, "B" <b@x.org> (note)\n']],
  ['To', ['last'], ['undisclosed: ;\n']],
  ['ToCc', ['addr'], ['a@x.org', 'b@x.org', 'c@y.net']],
  ['MESSAGEID', [], ['<2@x>\n', '<1@host.example.com>\n']],
  ['Received', ['ip'], ['192.0.2.7']],
  ['Received', ['revip'], ['7.2.0.192']],
  ['X-Absent', [], []],
];
for (const [name, modifiers, values] of ROWS) {
  test(`header ${[name, ...modifiers].join(':')}`, () => {
    assert.deepEqual(createViews(MESSAGE).header(name, modifiers), values);
  });
}
