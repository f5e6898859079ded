/** Random metas mean what they mean in Perl: SpamAssassin's library decides the same ones, where it is installed. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { Deadline } from '../../../lib/deadline.ts';
import { matchesGlob } from '../../../lib/rules/meta/glob.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { createViews } from '../../../lib/views/views.ts';

const MESSAGE = 'From: Joe <joe@x.org>\nSubject: s\nMessage-Id: <1@x.org>\n\nbuy buy buy now\n';
const RULES = 'body __T /buy/\ntflags __T multiple\nbody __O /now/\nbody __N /none/\n';
const METAS_PER_SET = 60;
const SETS = 3;

const { expression } = fc.letrec<{ expression: string }>(tie => ({
  expression: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom('__T', '__O', '__N', 'NOSUCH', '0', '1', '2.5', '010', 'local_tests_only'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '&&', '||', '^', '<', '<=', '>', '>=', '==', '!='),
        tie('expression'),
      )
      .map(words => words.join(' ')),
    tie('expression').map(inner => `( ${inner} )`),
    tie('expression').map(inner => `! ${inner}`),
    // A division by zero on a message ends the library's whole scan, so only what cannot be 0 divides.
    tie('expression').map(inner => `( ${inner} ) / 2`),
    tie('expression').map(inner => `- ${inner}`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
}));

/** Chained comparisons, and bits of what is no small natural number, are Perl's own business. */
function isPlain(text: string): boolean {
  return !text.includes('^') && !/(?:[<>]=?|[=!]=)[^()]*(?:[<>]=?|[=!]=)/.test(text);
}

const sets = Array.from({ length: SETS }, (_, index) =>
  fc
    .sample(expression, { numRuns: 4 * METAS_PER_SET, seed: 1_000 + index })
    .filter(isPlain)
    .slice(0, METAS_PER_SET)
    .map((text, at) => `meta MM${at} ${text}`),
);

function own(config: string): readonly string[] {
  const set = parseRules([{ name: '/test.cf', text: config }], { localTestsOnly: true });
  const { hits } = runRules(set, createViews(Buffer.from(MESSAGE)), {
    scoreSet: 0,
    deadline: new Deadline(10_000),
  });
  return hits.map(hit => hit.rule).sort();
}

const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0;

test('random metas hit as in SpamAssassin', { skip: !hasPeer && 'no Mail::SpamAssassin' }, () => {
  const configs = sets.map(metas => RULES + metas.join('\n'));
  const output = execFileSync('perl', [join(import.meta.dirname, '../peer.pl')], {
    input: configs.map(config => JSON.stringify({ config, message: MESSAGE })).join('\n'),
    encoding: 'utf8',
  });
  const told = output.trim().split('\n');
  for (const [index, config] of configs.entries()) {
    const { hits } = JSON.parse(told[index] ?? '{}') as { hits: string };
    const theirs = new Set(hits.split(' '));
    const ours = new Set(own(config));
    const differing = config.split('\n').filter(line => {
      const name = /^meta (\w+)/.exec(line)?.[1] ?? '';
      return theirs.has(name) !== ours.has(name);
    });
    assert.deepEqual(differing, []);
    assert.ok(theirs.size > 5);
  }
});

const GLOBS: readonly [string, string, boolean][] = [
  ['ABC', 'ABC', true],
  ['ABC', 'A*', true],
  ['ABC', '*C', true],
  ['ABC', 'A?C', true],
  ['ABC', 'A?', false],
  ['ABC', '*', true],
  ['ABC', 'ABC*', true],
  ['ABC', 'B*', false],
  ['AXBXC', 'A*X*C', true],
  ['', '**', true],
  ['', '?', false],
];
for (const [name, glob, expected] of GLOBS)
  test(`${glob} on "${name}"`, () => assert.equal(matchesGlob(name, glob), expected));
