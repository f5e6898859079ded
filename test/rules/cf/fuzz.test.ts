/** Whatever stands in rule files: parsing and running never throw, and take time that goes with the length. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Deadline } from '../../../lib/deadline.ts';
import { lintRules } from '../../../lib/rules/lint/lint-rules.ts';
import { statisticsLines } from '../../../lib/rules/lint/statistics.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { createViews } from '../../../lib/views/views.ts';

const MESSAGE = Buffer.from('From: a@b.org\nSubject: x\n\nbody text http://example.com/\n');

const name = fc.constantFrom('A', 'B', '__C', 'T_D', 'SHORTCIRCUIT', 'é', '');
const operator = fc.constantFrom(
  ...['+', '-', '*', '/', '&&', '||', '!', '^', '<', '>=', '==', '?', ':', '(', ')', '1', '0', '2.5', '-1'],
);
const expression = fc.array(fc.oneof(name, operator), { maxLength: 20 }).map(words => words.join(' '));
const regex = fc.constantFrom(
  '/a/',
  '/(/',
  'm{b}i',
  '/[a-z]+/ims',
  '/a|/',
  'x',
  '/%{A}/',
  '/(?<A>x)/',
  '/\\/',
);
const condition = fc.oneof(
  expression,
  fc.constantFrom('plugin(X)', 'can(Mail::SpamAssassin::Conf::feature_x)', 'has()', 'version > 3', '('),
);
const key = fc.constantFrom(
  ...`body rawbody uri full header mimeheader meta score describe tflags priority reuse askdns include if ifplugin else endif
  require_version loadplugin tryplugin shortcircuit lang test use_bayes required_score report add_header trusted_networks
  whitelist_from enlist_addrlist time_limit redirector_pattern util_rb_2tld bayes_stopword_de rewrite_header`.split(
    /\s+/,
  ),
);
const line = fc.oneof(
  fc.tuple(key, name, fc.oneof(regex, expression, fc.string())).map(words => words.join(' ')),
  fc.tuple(name, regex).map(([one, pattern]) => `header ${one} Subject =~ ${pattern} [if-unset: x]`),
  fc.tuple(name, expression).map(([one, text]) => `meta ${one} ${text}`),
  fc
    .tuple(name, fc.constantFrom('html_test', 'check_rbl', 'nope'))
    .map(words => `body ${words.join(' eval:')}("x")`),
  fc
    .tuple(name, fc.array(fc.double({ noNaN: true }).map(String), { maxLength: 5 }))
    .map(([one, scores]) => `score ${one} ${scores.join(' ')}`),
  condition.map(text => `if ${text}`),
  fc.constantFrom(
    'else',
    'endif',
    'loadplugin Mail::SpamAssassin::Plugin::Shortcircuit',
    'shortcircuit A on',
  ),
  fc.string({ unit: 'binary' }),
);

test('rule files of any kind', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.boolean(), (lines, strict) => {
      const set = parseRules([{ name: 'fuzz.cf', text: lines.join('\n') }], { strict });
      const settings = viewSettings(set);
      const result = runRules(set, createViews(MESSAGE, { settings }), {
        scoreSet: 0,
        deadline: new Deadline(10_000),
      });
      assert.ok(Number.isFinite(result.score));
      assert.ok(result.hits.every(({ rule }) => set.rules.has(rule) || rule === 'SHORTCIRCUIT'));
      assert.ok(lintRules(set).every(({ line: at }) => at >= 1 && at <= lines.join('\n').split('\n').length));
      assert.ok(statisticsLines(set, true).length > 0);
    }),
    { numRuns: 500 },
  );
});

/** Texts that are hard for a reader that goes back, or calls itself. */
const HARD: readonly [string, (size: number) => string][] = [
  ['brackets', size => `meta A ${'('.repeat(size)}1${')'.repeat(size)}`],
  ['nots', size => `meta A ${'!'.repeat(size)}1`],
  ['minus signs', size => `meta A ${'- '.repeat(size)}1`],
  ['a long sum', size => `meta A ${'B + '.repeat(size)}1`],
  ['a long difference', size => `meta A ${'B - '.repeat(size)}1`],
  ['choices', size => `meta A ${'1 ? '.repeat(size)}1${' : 1'.repeat(size)}`],
  [
    'a glob of stars',
    size => `body ${'A'.repeat(90)} /x/\nmeta B rules_matching(${'*A'.repeat(60)}B)\n`.repeat(size / 1000),
  ],
  ['backslashes', size => `body A /${'\\'.repeat(size)}/`],
  ['comments', size => `body A /x/ ${'\\#'.repeat(size)}`],
  ['blanks', size => `body A${' '.repeat(size)}/x/`],
  [
    'blanks before nothing',
    size => `header A Subject =~ /x/${' '.repeat(size)}[if-unset:${' '.repeat(size)}x`,
  ],
  ['eval arguments', size => `body A eval:html_test(${"'a".repeat(size)})`],
  ['open blocks', size => 'if 1\n'.repeat(size)],
  ['networks', size => `trusted_networks ${'1.2.3.'.repeat(size)}`],
  ['dns options', size => `dns_options ${'rotate '.repeat(size)}x`],
  [
    'chains of metas',
    size => Array.from({ length: size }, (_, index) => `meta M${index} M${index + 1}`).join('\n'),
  ],
];
for (const [what, make] of HARD) {
  test(`hard to read: ${what}`, () => {
    const start = performance.now();
    const set = parseRules([{ name: 'hard.cf', text: make(20_000) }]);
    runRules(set, createViews(MESSAGE), { scoreSet: 0, deadline: new Deadline(10_000) });
    const seconds = (performance.now() - start) / 1000;
    assert.ok(seconds < 4, `${seconds} s`);
  });
}
