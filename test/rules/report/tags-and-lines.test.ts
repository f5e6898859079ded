/** Autolearn, versions, and the lines of hits; the texts are those of SpamAssassin 4.0.1 for the same rules and message. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deadline } from '../../../lib/deadline.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { filled } from '../../../lib/rules/report/added-headers.ts';
import { reportLines } from '../../../lib/rules/report/hit-lines.ts';
import { reportSettings } from '../../../lib/rules/report/settings.ts';
import type { ReportSubject } from '../../../lib/rules/report/subject.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { createViews } from '../../../lib/views/views.ts';

const RULES = `header HEAD Subject =~ /harvest/
body BODY /apples/
full FULL /apples/
meta BOTH HEAD && BODY
`;
const MAIL = 'Subject: harvest\n\napples from http://orchard.example.com/\n';

function subjectOf(rules: string): ReportSubject {
  const set = parseRules([{ name: 't.cf', text: RULES + rules }]);
  const views = createViews(Buffer.from(MAIL), { settings: viewSettings(set) });
  const result = runRules(set, views, { scoreSet: 0, deadline: new Deadline(10_000) });
  const site = { hostname: 'host.example', mailsiftVersion: '9.9', nowMs: 0 };
  const required = set.settings.number('required_score', 5);
  const isSpam = result.score >= required;
  return { set, settings: reportSettings(set), views, result, required, isSpam, site };
}

const LEARNT: [name: string, rules: string, text: string][] = [
  ['ham', 'score HEAD -9', 'unavailable autolearn_force=no -6'],
  ['between', 'score HEAD 3', 'no autolearn_force=no 6'],
  ['spam', 'score HEAD 5\nscore BODY 6', 'unavailable autolearn_force=no 13'],
  ['too little of the headers', 'score HEAD 1\nscore BODY 20', 'no autolearn_force=no 23'],
  ['too little of the body', 'score HEAD 20\nscore FULL 7', 'no autolearn_force=no 29'],
  [
    'a meta rule counts for both',
    'score HEAD 1\nscore BODY 1\nscore BOTH 4\nscore FULL 9',
    'unavailable autolearn_force=no 15',
  ],
  [
    'forced',
    'score BODY 20\ntflags BODY autolearn_force\ntflags FULL autolearn_force',
    'unavailable autolearn_force=yes (BODY,FULL) 23',
  ],
  [
    'for bodies',
    'score FULL 9\nscore HEAD 4\ntflags FULL autolearn_body',
    'unavailable autolearn_force=no 15',
  ],
  [
    'spam by points, ham by verdict',
    'score HEAD 5\nscore BODY 6\nrequired_score 20',
    'no autolearn_force=no 13',
  ],
  ['some do not count', 'tflags HEAD userconf\ntflags BODY noautolearn', 'no autolearn_force=no 2'],
  ['what a classifier said', 'tflags HEAD learn\nscore HEAD 1.5\nscore BODY -9', 'no autolearn_force=no -7'],
  ['other limits', 'bayes_auto_learn_threshold_nonspam 4.5', 'unavailable autolearn_force=no 4'],
  ['off', 'bayes_auto_learn 0', 'disabled 4'],
];

for (const [name, rules, text] of LEARNT)
  test(name, () => assert.equal(filled('_AUTOLEARN_ _AUTOLEARNSCORE_', subjectOf(rules)), text));

test('the versions of files that an update brought, in the order of their names', () => {
  const { set, ...rest } = subjectOf('');
  const versions = new Map([
    ['/rules/b.cf', '20'],
    ['/rules/a.cf', '3'],
  ]);
  assert.equal(filled('_RULESVERSION_', { set: { ...set, versions }, ...rest }), '3,20');
});

for (const [rule, line] of [
  ['uri_detail LINK cleaned =~ /orchard/', /1\.0 LINK BODY: about/],
  ['mimeheader LINK Content-Type !~ /pear/', /1\.0 LINK BODY: about/],
  ['mimeheader LINK Content-Foo =~ /none/ [if-unset: none]', /1\.0 LINK about/],
] as const)
  test(`where the report says it was: ${rule}`, () => {
    assert.match(reportLines(subjectOf(`${rule}\ndescribe LINK about`)), line);
  });

test('descriptions are in reports byte for byte, in whatever charset they are', () => {
  const report = reportLines(subjectOf('describe HEAD sch\xf6n\ndescribe BODY sch\xc3\xb6n'));
  assert.match(report, /HEAD sch\xf6n\n/);
  assert.match(report, /BODY: sch\xc3\xb6n\n/);
});

for (const [lines, version] of [
  ['version_tag Site-Rules 7', '4.0.1-site_rules_7'],
  ['version_tag a\nversion_tag b.2\nversion_tag A', '4.0.1-a-b.2'],
] as const)
  test(lines, () => assert.equal(filled('_VERSION_', subjectOf(lines)), version));
