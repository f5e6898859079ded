/** Folding and numbers against SpamAssassin's own functions, where it is installed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { fixed, scoreText } from '../../../lib/rules/report/score-text.ts';
import { foldField } from '../../../lib/rules/report/fold-field.ts';

const module = spawnSync('perl', ['-MMail::SpamAssassin::Util', '-e1']);
const skip = module.status === 0 ? false : 'needs SpamAssassin (perl module Mail::SpamAssassin)';

/** What SpamAssassin 4.0.1 does with a value without line breaks; `!!` keeps the blank behind the name from breaking. */
const FOLD = `
use Mail::SpamAssassin::Util; local $/ = "\\0";
while (<STDIN>) { chomp; print Mail::SpamAssassin::Util::wrap("X-Spam-Status!!$_", "\\t", "", 79, 0, '(?<=[\\s,])'), "\\0" }`;

test('fields are folded where SpamAssassin folds them', { skip }, () => {
  const name = fc.string({
    unit: fc.constantFrom('A', 'B', 'X', '_', '0', '9'),
    minLength: 1,
    maxLength: 95,
  });
  const list = fc.array(name, { minLength: 1, maxLength: 30 }).map(names => names.join(','));
  const values = fc.sample(
    list.map(
      tests => `Yes, score=12.3 required=5.0 tests=${tests} autolearn=no autolearn_force=no version=1.0`,
    ),
    300,
  );
  const { stdout } = spawnSync('perl', ['-e', FOLD], { input: values.map(value => `${value}\0`).join('') });
  const expected = stdout.toString().split('\0').slice(0, -1);
  assert.equal(expected.length, values.length);
  for (const [at, value] of values.entries()) {
    assert.equal(foldField('X-Spam-Status', value), expected[at]?.replace('!!', ': '));
  }
});

test(
  'numbers are those of printf',
  { skip: spawnSync('perl', ['-e1']).status === 0 ? false : 'needs perl' },
  () => {
    const tie = fc.integer({ min: -4000, max: 4000 }).map(eighths => eighths / 8);
    const any = fc.double({ min: -2000, max: 2000, noNaN: true }).filter(value => !Object.is(value, -0));
    const numbers = [
      0.05,
      0.15,
      0.25,
      0.35,
      1.25,
      16.25,
      -0.001,
      1e-9,
      ...fc.sample(fc.oneof(tie, any), 400),
    ];
    for (const decimals of [0, 1, 3]) {
      const { stdout } = spawnSync('perl', ['-ne', `printf("%.${decimals}f\\n", $_)`], {
        input: numbers.map(value => `${value}\n`).join(''),
      });
      assert.deepEqual(
        numbers.map(value => fixed(value, decimals)),
        stdout.toString().trim().split('\n'),
      );
    }
  },
);

// SpamAssassin 4.0.1, PerMsgStatus: what is not spam never reads as if it had reached the threshold.
const SCORES: [score: number, required: number, shown: string][] = [
  [4.951, 5, '4.9'],
  [4.949, 5, '4.9'],
  [5, 5, '5.0'],
  [1.25, 5, '1.2'],
  [16.25, 5, '16.2'],
  [-0.4, 5, '-0.4'],
  [6.26, 6.3, '6.2'],
];

for (const [score, required, shown] of SCORES) {
  test(`${score} of ${required} is shown as ${shown}`, () => assert.equal(scoreText(score, required), shown));
}
