/**
 * Received fields of every format. The expected answers are SpamAssassin 4.0.1's, recorded in fixtures/received/answers.jsonl
 * (record.ts); where SpamAssassin is installed they are asked for again.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseReceived } from '../../../lib/views/relays/received/parse-received.ts';
import {
  COMMENT_FORMATS,
  COMMON_FORMATS,
  UPPER_CASE_FORMATS,
} from '../../../lib/views/relays/received/common-formats.ts';
import { MTA_FAMILIES } from '../../../lib/views/relays/received/mta-formats.ts';
import { createViews } from '../../../lib/views/views.ts';
import { askPeer, cases, hasPeer, messageOf, ownAnswer, QUERIES, recordedAnswers } from './peer.ts';

const recorded = recordedAnswers();

for (const [index, { name, line }] of cases().entries()) {
  test(`Received: ${name}`, () => {
    const views = createViews(Buffer.from(messageOf([line]), 'latin1'));
    assert.deepEqual(ownAnswer(views, QUERIES), recorded[index]);
  });
}

test('the recorded answers are those of SpamAssassin', { skip: !hasPeer }, () => {
  const asked = askPeer(cases().map(({ line }) => ({ message: messageOf([line]), queries: QUERIES })));
  assert.deepEqual(asked, recorded);
});

test('formats have names of their own', () => {
  const all = [
    ...MTA_FAMILIES.flatMap(one => one.formats),
    ...COMMON_FORMATS,
    ...UPPER_CASE_FORMATS,
    ...COMMENT_FORMATS,
  ];
  assert.equal(new Set(all.map(format => format.name)).size, all.length);
});

const PIECES =
  `from by with id for ( ) [ ] ; @ , < > " = helo= HELO ident= envelope-from authenticated AUTH: LOGIN unknown localhost
  127.0.0.1 198.51.100.7 2001:db8::1 ::ffff:10.0.0.1 ::: 999.1.1.1 (Postfix) Exim SMTPSVC [XMail (ecelerity (Lotus (qmail-x) via HTTP
  ESMTPA SMTP QMQP POP3 BSMTP local FROM BY ID ]) )] . .. \\ \0 \xa0 \xe9`.split(/[ \n]+/);

test('no Received field makes the parser throw', () => {
  const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 });
  fc.assert(
    fc.property(text, fc.constantFrom(' ', ''), (pieces, glue) => {
      const { kind } = parseReceived(`from ${pieces.join(glue)}`);
      assert.ok(['relay', 'skip', 'fetched', 'sender of next', 'unparseable'].includes(kind));
    }),
    { numRuns: 3000 },
  );
});

test('8 kB of any repeated pieces are read in little time', () => {
  const LIMIT_MS = 250;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(' ', ''),
      (pieces, glue) => {
        const unit = `${pieces.join(glue)}${glue}`;
        const line = `from ${unit.repeat(Math.ceil(8192 / Math.max(1, unit.length)))}`.slice(0, 8192);
        const start = performance.now();
        parseReceived(line);
        assert.ok(performance.now() - start < LIMIT_MS, JSON.stringify(unit));
      },
    ),
    { numRuns: 400 },
  );
});
