/** How lint tells of slow regexes: where they stand, which part it is, what to do; and never as an error. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { lintRules } from '../../../lib/rules/lint/lint-rules.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';

const TEXT = `
header FINE Subject =~ /(?:[a-z]+ )+:/
body SLOW /dear (?:[a-z]+\\s?)+,/i
header __RUN Subject =~ /\\S*\\d+\\S*x/
uri_detail DETAIL text =~ /ok/ raw =~ /(?:a|a)*b/
body BROKEN /((a+)+b/
body REPLACED /<A>(?:b+)+c/
replace_tag A ${'a'.repeat(20_000)}
replace_rules REPLACED
`;
const PLUGINS = ['ReplaceTags', 'URIDetail'].map(name => `loadplugin Mail::SpamAssassin::Plugin::${name}\n`);
const set = parseRules([{ name: 'local.cf', text: TEXT.replace('\n', PLUGINS.join('')) }]);

test('warnings about slow regexes', () => {
  const said = lintRules(set).filter(({ text }) => text.includes('regular expression may need'));
  const cure = 'make the repeated parts exclusive or bound them';
  const may = 'regular expression may need';
  assert.deepEqual(
    said.map(({ file, line, level, text }) => `${file}:${line - PLUGINS.length}: ${level}: ${text}`),
    [
      `local.cf:2: warning: SLOW: ${may} exponential time: (?:[a-z]+\\s?)+; ${cure}`,
      `local.cf:3: warning: __RUN: ${may} time that grows with the third power of the text or faster: \\S*\\d+\\S*; ${cure}`,
      `local.cf:4: warning: DETAIL: ${may} exponential time: (?:a|a)*; ${cure}`,
    ],
  );
});

test('without warnings only errors are left', () => {
  const levels = lintRules(set, { warnings: false }).map(({ level }) => level);
  assert.ok(levels.length > 0);
  assert.ok(levels.every(level => level === 'error'));
});
