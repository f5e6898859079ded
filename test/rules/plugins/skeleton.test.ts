/** The example for writers of plugins works as its header says. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Deadline } from '../../../lib/deadline.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { createViews } from '../../../lib/views/views.ts';

const LOAD = 'loadplugin Mail::SpamAssassin::Plugin::Skeleton\n';
const RULES = `if can(Mail::SpamAssassin::Plugin::Skeleton::has_skeleton_words)
  skeleton_words lottery
  skeleton_words Jackpot
  body A eval:check_skeleton_words('3')
  body B eval:check_skeleton_words('4')
  body C eval:check_skeleton_words()
endif
meta D A == 3
`;
const MESSAGE = 'Subject: Lottery\n\nThe jackpot!\n\nlottery, jackpots\n';

test('it is there when it is loaded, and only then', () => {
  const set = parseRules([{ name: 'test.cf', text: LOAD + RULES }]);
  assert.deepEqual(set.faults, []);
  const result = runRules(set, createViews(Buffer.from(MESSAGE)), {
    scoreSet: 0,
    deadline: new Deadline(10_000),
  });
  assert.deepEqual(
    result.hits.map(hit => hit.rule),
    ['A', 'C', 'D'],
  );
  assert.deepEqual(result.hits[0]?.logs, ['lottery jackpot lottery']);
  assert.deepEqual(result.tags.get('SKELETONWORDS'), ['lottery', 'jackpot', 'lottery']);
});

test('without loadplugin its rules are skipped, and its directive is a fault that names it', () => {
  const set = parseRules([{ name: 'test.cf', text: `${RULES}skeleton_words x\n` }]);
  assert.deepEqual([...set.rules.keys()], ['D']);
  assert.ok(
    set.faults.some(
      ({ text }) => text === 'skeleton_words belongs to the plugin Skeleton, which is not loaded',
    ),
  );
});
