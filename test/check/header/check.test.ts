/** The header check: rows with the texts that amavisd-new 2.13 gives, and the same rows through amavisd-new itself. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { suite, test } from 'node:test';
import { checkHeader } from '../../../lib/check/header/check.ts';
import { DEFAULT_HEADER_CHECKS, type HeaderChecks } from '../../../lib/check/header/checks.ts';
import type { HeaderDefect } from '../../../lib/check/report.ts';
import { memorySource } from '../../../lib/io/memory-source.ts';
import { parseMessage } from '../../../lib/message/parse.ts';

const LIMITS = { parts: 100, depth: 10, headerBytes: 100_000, partBytes: 1_000_000 };

async function defects(text: string, own: Partial<HeaderChecks> = {}): Promise<readonly HeaderDefect[]> {
  const message = await parseMessage(memorySource(Buffer.from(text, 'latin1')), LIMITS);
  const result = checkHeader(message, { ...DEFAULT_HEADER_CHECKS, ...own });
  assert.equal(result.state, 'done');
  return result.finding.defects;
}

const GOOD = 'From: a@example.com\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n';

/** One char a byte. `minor text` of each defect. */
const ROWS: readonly (readonly [what: string, header: string, expected: readonly string[]])[] = [
  ['nothing wrong', GOOD, []],
  ['folded', `${GOOD}Subject: a\n b\n`, []],
  ['blanks before the colon', `${GOOD}Subject : a\n`, []],
  ['CRLF', GOOD.replaceAll('\n', '\r\n'), []],
  ['valid UTF-8', `${GOOD}Subject: na\xc3\xafve\n`, []],
  ['line of 998', `${GOOD}X: ${'a'.repeat(995)}\n`, []],
  ['line of 999', `${GOOD}X: ${'a'.repeat(996)}\n`, [`5 Header line longer than 998 characters: X: ${'a'.repeat(47)}[...]`]],
  ['latin1', `${GOOD}Subject: x\xe4y\n`, ['2 Non-encoded non-ASCII data (and not UTF-8) (char E4 hex): Subject: x\\x{E4}y']],
  ['latin1 in long text', `${GOOD}Subject: ${'ab '.repeat(30)}\xe4${'cd '.repeat(30)}\n`, ['2 Non-encoded non-ASCII data (and not UTF-8) (char E4 hex): Subject: ... ab ab ab ab ab ab ab ab \\x{E4}cd cd cd cd cd [...]']],
  ['UTF-8 with C0', `${GOOD}Subject: \xc3\xaf\x07\n`, []],
  ['UTF-8 with C1', `${GOOD}Subject: \xc2\x85\n`, ['2 UTF-8 string contains C1 Controls (char C2 85 hex): Subject: \\x{C2}\\x{85}']],
  ['NUL', `${GOOD}Subject: a\0b\n`, ['3 Improper use of control character (char 00 hex): Subject: a\\x{00}b']],
  ['CR inside', `${GOOD}Subject: a\rb\n`, ['3 Improper use of control character (char 0D hex): Subject: a\\x{0D}b']],
  ['whitespace line', `${GOOD}To: a\n \t\n`, ['4 Improper folded header field made up entirely of whitespace (char 20 09 hex): To: a\\x{0A} \\x{09}']],
  ['name with two dashes', `${GOOD}--x: y\n`, ['6 Invalid header field syntax: --x: y']],
  ['no From', 'Date: x\n', ['7 Missing required header field: "From"']],
  ['nothing required', 'Subject: x\n', ['7 Missing required header field: "Date"', '7 Missing required header field: "From"']],
  ['twice', `${GOOD}Subject: a\nsubject: b\n`, ['8 Duplicate header field: "Subject"']],
  ['three times', `${GOOD}To: a\nTo: b\nTo: c\n`, ['8 Header field occurs more than once: "To" occurs 3 times']],
  ['Received twice is fine', `${GOOD}Received: a\nReceived: b\n`, []],
]; // prettier-ignore

await suite('defects', async () => {
  for (const [what, header, expected] of ROWS) {
    await test(what, async () => {
      const end = header.endsWith('\r\n') ? '\r\n' : '\n';
      const found = await defects(`${header}${end}body\n`);
      assert.deepEqual(
        found.map(({ minor, text }) => `${minor} ${text}`),
        expected,
      );
    });
  }
});

/** amavisd-new leaves the newline of a syntax error in its text. */
function comparable(text: string): string {
  return text.replace(/(?:\\x\{0A\})+$/, '');
}

const AMAVIS = '/usr/share/perl5/Amavis/Unpackers/Validity.pm';

await test(
  'the same as amavisd-new',
  { skip: !existsSync(AMAVIS) && 'amavisd-new is not installed' },
  async () => {
    for (const [what, header] of ROWS) {
      const script = new URL('amavis-header-check.pl', import.meta.url).pathname;
      const run = spawnSync('perl', [script], { input: Buffer.from(header, 'latin1'), encoding: 'latin1' });
      assert.equal(run.status, 0, what);
      const [minor, ...texts] = run.stdout.trimEnd().split('\n');
      const found = await defects(`${header}${header.endsWith('\r\n') ? '\r\n' : '\n'}`);
      assert.deepEqual(
        found.map(({ text }) => comparable(text)),
        texts.map(comparable),
        what,
      );
      assert.equal(Math.max(0, ...found.map(defect => defect.minor)), Number(minor), what);
    }
  },
);

await test('a line that is no field ends the header', async () => {
  const found = await defects(`${GOOD}no field\x1b here\nTo: a\n\nbody\n`);
  assert.deepEqual(found, [{ minor: 6, text: 'Invalid header field syntax: no field\\x{1B} here' }]);
});

await test('MIME errors come from the parser', async () => {
  const found = await defects(`${GOOD}Content-Type: multipart/mixed\n\nbody\n`);
  assert.deepEqual(
    found.map(({ minor, text }) => [minor, text.startsWith('MIME error: ')]),
    [[1, true]],
  );
});

const SWITCHES: readonly (readonly [test: keyof HeaderChecks, message: string])[] = [
  ['mime', `${GOOD}Content-Type: multipart/mixed\n\n`],
  ['syntax', `${GOOD}--x: y\n\n`],
  ['empty', `${GOOD}To: a\n \t\n\n`],
  ['long', `${GOOD}X: ${'a'.repeat(1000)}\n\n`],
  ['control', `${GOOD}Subject: a\0b\n\n`],
  ['8bit', `${GOOD}Subject: \xe4\n\n`],
  ['utf8', `${GOOD}Subject: \xc3\xaf\n\n`],
  ['missing', 'From: a\n\n'],
  ['multiple', `${GOOD}To: a\nTo: b\n\n`],
]; // prettier-ignore

await suite('switches', async () => {
  for (const [name, message] of SWITCHES) {
    await test(name, async () => {
      assert.equal((await defects(message, { [name]: true })).length, 1);
      assert.deepEqual(await defects(message, { [name]: false }), []);
    });
  }
});

await test('at most 20 defects, and those of the whole header among them', async () => {
  const found = await defects(`${'X: \xe4\n'.repeat(500)}\nbody\n`);
  assert.equal(found.length, 20);
  assert.equal(found.at(-1)?.text, 'Missing required header field: "From"');
});
