/** Template settings as SpamAssassin 4.0.1 reads them (spec 7.4; Conf.pm: add_header, remove_header, clear_headers, report_safe). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { reportSettings } from '../../../lib/rules/report/settings.ts';

function settings(...lines: readonly string[]) {
  return reportSettings(parseRules([{ name: 't.cf', text: lines.join('\n') }]));
}

function names(...lines: readonly string[]): { spam: string; ham: string } {
  const { spamHeaders, hamHeaders } = settings(...lines);
  const list = (headers: typeof spamHeaders) => headers.map(({ name }) => name).join(' ');
  return { spam: list(spamHeaders), ham: list(hamHeaders) };
}

const HEADERS: [lines: string[], spam: string, ham: string][] = [
  [[], 'Checker-Version', 'Checker-Version'],
  [
    ['add_header all A x', 'add_header spam B y', 'add_header ham C z'],
    'Checker-Version A B',
    'Checker-Version A C',
  ],
  [
    ['add_header all A x', 'add_header all B x', 'add_header all a y'],
    'Checker-Version B a',
    'Checker-Version B a',
  ],
  [['add_header all A x', 'clear_headers', 'add_header all B x'], 'Checker-Version B', 'Checker-Version B'],
  [['add_header all A x', 'remove_header ham A'], 'Checker-Version A', 'Checker-Version'],
  [['remove_header all Checker-Version'], 'Checker-Version', 'Checker-Version'],
  [['report_safe 0', 'add_header all A x'], 'Checker-Version Report A', 'Checker-Version A'],
  [['report_safe 0', 'remove_header all Report'], 'Checker-Version', 'Checker-Version'],
  [['report_safe 0', 'clear_headers'], 'Checker-Version', 'Checker-Version'],
  [['add_header nobody A x', 'add_header all A'], 'Checker-Version', 'Checker-Version'],
];

for (const [lines, spam, ham] of HEADERS) {
  test(`headers after: ${lines.join('; ') || 'nothing'}`, () =>
    assert.deepEqual(names(...lines), { spam, ham }));
}

const TEMPLATES: [written: string, template: string][] = [
  ['_YESNO_, x', '_YESNO_, x'],
  ['"in quotes "', 'in quotes '],
  ['a\\tb\\nc', 'a\tb\nc'],
  ['back\\\\slash', 'back\\slash'],
  ['\\\\t', '\\t'],
  ['gone \\q too', 'gone  too'],
];

for (const [written, template] of TEMPLATES) {
  test(`add_header all A ${written}`, () => {
    assert.equal(settings(`add_header all A ${written}`).hamHeaders[1]?.template, template);
  });
}

test('report lines add up, lose one pair of quotes, and begin anew behind clear_report_template', () => {
  const lines = ['report old', 'clear_report_template', 'report', 'report " pts"', 'report  --- x'];
  assert.equal(settings(...lines).reportTemplate, '\n pts\n--- x\n');
});

test('rewrite_header: an empty text takes it back, a comment holds no parentheses', () => {
  const { rewrites } = settings(
    'rewrite_header subject A (x)',
    'rewrite_header FROM spam (1)',
    'rewrite_header To t',
    'rewrite_header to',
    'rewrite_header Cc no',
  );
  assert.deepEqual(
    [...rewrites],
    [
      ['Subject', 'A (x)'],
      ['From', 'spam [1]'],
    ],
  );
});

test('the last line counts; what is no value does not', () => {
  const { requiredScore, reportSafe, wrapColumns, contact } = settings(
    'required_hits 7',
    'required_score x',
    'report_safe 2',
    'report_safe 3',
    'report_wrap_width 60',
    'report_contact a@example.org',
  );
  assert.deepEqual([requiredScore, reportSafe, wrapColumns, contact], [7, 2, 60, 'a@example.org']);
});
