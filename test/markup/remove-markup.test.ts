/** What is marked or wrapped comes back byte for byte, and no message is too odd. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memorySource } from '../../lib/io/memory-source.ts';
import type { ByteSource } from '../../lib/io/source.ts';
import { parseMessage } from '../../lib/message/parse.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';
import { reportSettings } from '../../lib/rules/report/settings.ts';
import { headerLines } from '../../lib/markup/header-lines.ts';
import { withoutMarkup } from '../../lib/markup/remove-markup.ts';
import { tagMessage, type TagScan } from '../../lib/tag/tag.ts';
import { Deadline } from '../../lib/deadline.ts';
import { scanSpam } from '../../lib/check/spam/scan.ts';

const REWRITING = 'rewrite_header Subject [SPAM]\nrewrite_header From SPAM\nrewrite_header To SPAM\n';

function rules(text: string) {
  return parseRules([{ name: 't.cf', text: `header ALWAYS exists:From\nmeta ANY 1\nscore ANY 9\n${text}` }]);
}

async function tagged(message: string, settings: string): Promise<string> {
  const set = rules(settings);
  const options = { rules: () => ({ set, remarks: [] }), scanSizeBytes: 100_000, timeLimitMs: 10_000 };
  const limits = { parts: 100, depth: 10, headerBytes: 100_000, partBytes: 100_000 };
  const scan = async (source: ByteSource): Promise<TagScan> => {
    const parsed = await parseMessage(source, limits);
    return {
      virus: { state: 'skipped', why: '' },
      spam: { state: 'done', scan: await scanSpam(parsed, {}, options, new Deadline(10_000)) },
    };
  };
  const { pieces, trouble, isSpam } = await tagMessage(memorySource(Buffer.from(message, 'latin1')), {
    scan,
    required: undefined,
    defaultRequired: 5,
    site: { hostname: 'host.example', mailsiftVersion: '0', nowMs: 0 },
    random: () => 0.5,
  });
  assert.deepEqual([trouble, isSpam], [[], true]);
  return Buffer.concat([...pieces]).toString('latin1');
}

function unmarked(message: string, settings: string): string {
  const source = memorySource(Buffer.from(message, 'latin1'));
  const header = headerLines(source);
  return withoutMarkup(
    header,
    message.slice(header.bodyOffset),
    () => reportSettings(rules(settings)).rewrites,
  );
}

const name = fc.constantFrom(
  'Received',
  'From',
  'To',
  'Subject',
  'X-Other',
  'Content-Type',
  'Date',
  'Return-Path',
);
const value = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '[SPAM]', '<a@b.c>', '\xfc', '(', '"', ';', '='),
  maxLength: 12,
});
const fold = fc.constantFrom('', '', '\n more', '\n\tmore and\n  more');
const field = fc.tuple(name, value, fold).map(([key, text, folds]) => `${key}: x${text}${folds}\n`);
const body = fc
  .array(
    fc.constantFrom('text', '', '--', '--abc', 'From me', 'SPAM', '\xe4 8-bit', '.', 'X-Spam-Flag: YES'),
    { maxLength: 8 },
  )
  .map(lines => lines.map(line => `${line}\n`).join(''));
const eol = fc.constantFrom('\n', '\r\n');
/** One of each name: of a field that is there twice, only one place is known to which an old value belongs. */
const messages = fc
  .tuple(
    fc.uniqueArray(field, { minLength: 1, maxLength: 6, selector: one => one.split(':')[0] ?? '' }),
    body,
    eol,
  )
  .map(([fields, text, end]) => `${fields.join('')}\n${text}`.replaceAll('\n', end));

for (const settings of ['report_safe 0\n', 'report_safe 1\n', 'report_safe 2\n']) {
  for (const rewriting of ['', REWRITING]) {
    test(`${settings.trim()} ${rewriting === '' ? '' : 'with rewriting '}is taken off again`, async () => {
      await fc.assert(
        fc.asyncProperty(messages, async message => {
          assert.equal(unmarked(await tagged(message, settings + rewriting), settings + rewriting), message);
        }),
        { numRuns: 150 },
      );
    });
  }
}

test('the body of a message that is only marked goes through untouched, whatever it is', async () => {
  const unit = fc.constantFrom(
    'a',
    ':',
    ' ',
    '\n',
    '\n\n',
    '\r\n',
    '--',
    'Subject:',
    'X-Spam-Flag: x',
    '\x00',
    '\xff',
    '\t',
  );
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, minLength: 1, maxLength: 40 }), async message => {
      const { bodyOffset } = headerLines(memorySource(Buffer.from(message, 'latin1')));
      const marked = await tagged(message, `report_safe 0\n${REWRITING}`);
      assert.ok(marked.endsWith(message.slice(bodyOffset)));
      assert.ok(
        (await tagged(message, 'report_safe 1\n')).includes(`8bit\n\n${message}`) || message.includes('\r'),
      );
      unmarked(message, REWRITING);
    }),
    { numRuns: 400 },
  );
});

test('a header of megabytes keeps its bytes, and forged fields go wherever they stand', async () => {
  const filler = 'X-Filler: text\n'.repeat(100_000);
  const marked = await tagged(`${filler}X-Spam-Status: No\nFrom: a@b.c\n\nbody\n`, 'report_safe 0\n');
  assert.ok(marked.endsWith(`${filler}From: a@b.c\n\nbody\n`));
  assert.equal(marked.match(/^X-Spam-Status/gm)?.length ?? 0, 0);
  assert.match(
    marked,
    /^X-Spam-Checker-Version: SpamAssassin 4\.0\.1 \(2024-03-25\) on host\.example\nX-Spam-Report:/,
  );
});

test('old reports in front of a body, of SpamAssassin 2.4, go', () => {
  const report = 'SPAM: ---- Start\nSPAM: it is spam\nSPAM: ---- End\n\n';
  assert.equal(unmarked(`Subject: x\n\n${report}text\n`, ''), 'Subject: x\n\ntext\n');
});
