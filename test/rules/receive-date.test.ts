/** spec 5.4; the order is that of Util::receive_date of SpamAssassin 4.0.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiveDate } from '../../lib/rules/receive-date.ts';

const day = (day: number): string => `; Sat, ${day} Nov 2026 10:00:00 +0000`;
const at = (day: number): number => Date.UTC(2026, 10, day, 10) / 1000;
const received = (text: string, on: number): string => `Received: ${text}${day(on)}\n`;
const LOCAL = 'from localhost (localhost [127.0.0.1]) by me with ESMTP';
const FETCHMAIL = 'from pop.example.org [192.0.2.1] by localhost with POP3 (fetchmail-6.4.1)';

const cases: readonly (readonly [string, readonly string[], number | undefined])[] = [
  ['the newest Received', [received('from a by b', 21), received('from c by a', 20)], at(21)],
  [
    'not what fetchmail and the local delivery wrote',
    [received(LOCAL, 21), received(FETCHMAIL, 20), received('from c by a', 19)],
    at(19),
  ],
  ['not what fetchmail wrote', [received(FETCHMAIL, 20), received('from c by a', 19)], at(19)],
  ['a local one without fetchmail behind it', [received(LOCAL, 21), received('from c by a', 19)], at(21)],
  ['fetchmail alone', [received(FETCHMAIL, 20)], at(20)],
  [
    'the mbox line, before older Received fields',
    ['From a@b.c Sat Nov 14 10:00:00 2026\n', 'Received: from a by b\n', received('from c by a', 19)],
    // Its time of day is lost with the year: Mail::SpamAssassin takes it for midnight.
    Date.UTC(2026, 10, 14) / 1000,
  ],
  [
    'Resent-Date, then Date',
    ['Date: Sat, 7 Nov 2026 10:00:00 +0000\n', `Resent-Date:${day(8).slice(1)}\n`],
    at(8),
  ],
  ['Date', ['Date: Sat, 7 Nov 2026 12:00:00 +0200\n'], at(7)],
  ['nothing', ['Subject: x\n'], undefined],
];

for (const [what, header, expected] of cases) {
  test(what, () => {
    assert.equal(receiveDate(header), expected);
  });
}
