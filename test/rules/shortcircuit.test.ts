/** The plugin Shortcircuit and the order of stages. SpamAssassin's library is asked the same rows where it is installed. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { Deadline } from '../../lib/deadline.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';
import type { RuleSetResult } from '../../lib/rules/result.ts';
import { runRules } from '../../lib/rules/run-rules.ts';
import { viewSettings } from '../../lib/rules/view-settings.ts';
import { createViews } from '../../lib/views/views.ts';

const MESSAGE = 'From: Joe <joe@x.org>\nSubject: Great offer\nMessage-Id: <1@x.org>\n\nbuy now\n';
const LOAD =
  'loadplugin Mail::SpamAssassin::Plugin::Shortcircuit\nheader SHORTCIRCUIT eval:check_shortcircuit()\n';
const RULES =
  'header H Subject =~ /offer/\nbody B /buy/\nrawbody R /buy/\nfull F /buy/\nmeta M H || B\nbody N /none/\n';

/** Lines apart by `;;`, the names that hit, sorted, and the score. */
const ROWS: readonly [string, string, number][] = [
  ['', 'B F H M R', 5],
  ['shortcircuit N spam', 'B F H M R', 5],
  ['shortcircuit H on', 'H SHORTCIRCUIT', 1],
  ['shortcircuit H on;;score H -2', 'H SHORTCIRCUIT', -2],
  ['shortcircuit B on', 'B H SHORTCIRCUIT', 2],
  ['shortcircuit R on', 'B H R SHORTCIRCUIT', 3],
  ['shortcircuit F on', 'B F H R SHORTCIRCUIT', 4],
  ['shortcircuit M on', 'B F H M R SHORTCIRCUIT', 5],
  ['shortcircuit M on;;priority R 5', 'B F H M SHORTCIRCUIT', 4],
  ['shortcircuit B spam', 'B SHORTCIRCUIT', 101],
  ['shortcircuit B ham', 'B SHORTCIRCUIT', -101],
  ['score B 3;;shortcircuit B ham', 'B SHORTCIRCUIT', -97],
  // The meta M pulls B back to its own priority.
  ['priority B 5;;shortcircuit B spam', 'B H SHORTCIRCUIT', 102],
  ['shortcircuit B spam;;priority B 5', 'B H SHORTCIRCUIT', 102],
  ['shortcircuit B spam;;shortcircuit B off', 'B F H M R', 5],
  ['shortcircuit B spam;;shortcircuit_spam_score 20', 'B SHORTCIRCUIT', 21],
  ['shortcircuit B ham;;shortcircuit_ham_score -20', 'B SHORTCIRCUIT', -21],
  ['shortcircuit B ham;;tflags B net', 'B SHORTCIRCUIT', -99],
  ['shortcircuit M spam', 'B H M SHORTCIRCUIT', 103],
  ['body __S /buy/;;shortcircuit __S spam', 'SHORTCIRCUIT __S', 100],
  ['shortcircuit_max_spam_score 1.5', 'B H R SHORTCIRCUIT', 3.001],
  ['score H -3;;shortcircuit_min_ham_score -2', 'B H SHORTCIRCUIT', -2.001],
];

function own(rules: string): RuleSetResult {
  const text = `${LOAD}${RULES}${rules.replaceAll(';;', '\n')}\n`;
  const set = parseRules([{ name: '/test.cf', text }], { localTestsOnly: true });
  assert.deepEqual(set.faults, []);
  const views = createViews(Buffer.from(MESSAGE), { settings: viewSettings(set) });
  return runRules(set, views, { scoreSet: 0, deadline: new Deadline(10_000) });
}

function namesOf({ hits, subrules }: RuleSetResult): string {
  return [...hits.map(hit => hit.rule), ...subrules].sort().join(' ');
}

for (const [rules, names, score] of ROWS) {
  test(`shortcircuit: ${rules}`, () => {
    const result = own(rules);
    assert.equal(namesOf(result), names);
    assert.equal(result.score, score);
  });
}

// Source: the plugin's manual page, TAGS.
test('the tags tell what ended the run', () => {
  const tags = (rules: string): readonly unknown[] => {
    const store = own(rules).tags;
    return [store.get('SC'), store.get('SCRULE'), store.get('SCTYPE')];
  };
  assert.deepEqual(tags(''), ['no', 'none', 'no']);
  assert.deepEqual(tags('shortcircuit B ham'), ['B (ham)', 'B', 'ham']);
  assert.deepEqual(tags('shortcircuit B on'), ['B (spam)', 'B', 'spam']);
});

const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0;

test('SpamAssassin says the same', { skip: !hasPeer && 'no Mail::SpamAssassin' }, () => {
  const input = ROWS.map(([rules]) =>
    JSON.stringify({ config: `${LOAD}${RULES}${rules.replaceAll(';;', '\n')}`, message: MESSAGE }),
  );
  const output = execFileSync('perl', [join(import.meta.dirname, 'peer.pl')], {
    input: input.join('\n'),
    encoding: 'utf8',
  });
  const told = output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { hits: string; subs: string; score: number });
  const differing = ROWS.flatMap(([rules, names, score], index) => {
    const { hits = '?', subs = '?', score: theirs = 0 } = told[index] ?? {};
    const all = `${hits} ${subs}`.split(' ').filter(name => name !== '');
    const sorted = all.sort().join(' ');
    return sorted === names && Math.abs(theirs - score) < 1e-9
      ? []
      : [`${rules}: ${sorted} ${theirs} instead of ${names} ${score}`];
  });
  assert.deepEqual(differing, []);
});
