/** The counter is a matcher: it must match where V8 does, and its steps must grow as the theory says. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { countSteps } from '../../../../lib/rules/regex/backtracking/count-steps.ts';
import { emitRegex } from '../../../../lib/rules/regex/emit.ts';
import { parsePerlRegex } from '../../../../lib/rules/regex/parse-perl.ts';
import { randomRegex } from './random-regex.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '!'), maxLength: 14 });
const ENOUGH = 200_000;

function v8Matches(source: string, subject: string): boolean {
  const emitted = emitRegex(parsePerlRegex(source, ''));
  return new RegExp(emitted.source, `y${emitted.flags}`).test(subject);
}

test('random regexes match at the beginning of a text where V8 does', () => {
  fc.assert(
    fc.property(randomRegex, text, (source, subject) => {
      const count = countSteps(parsePerlRegex(source, '').body, subject, ENOUGH);
      fc.pre(count.outcome === 'match' || count.outcome === 'no match');
      assert.equal(count.outcome === 'match', v8Matches(source, subject));
    }),
    { numRuns: 3000 },
  );
});

const CASES: readonly [string, string][] = [
  [String.raw`(a+)b\1c`, 'aabaac'],
  [String.raw`(a+)b\1c`, 'aabac'],
  [String.raw`(?i)(A)b\1`, 'abA'],
  [String.raw`(a)?\1b`, 'b'],
  ['(?i)[^a]b', 'Ab'],
  ['(?i)[^a]B', '\xe4b'],
  ['(?i)\xe4', '\xc4'],
  ['(?:a|ab)(?:c|bcd)d*$', 'abcd'],
  ['(?>a|ab)c', 'abc'],
  ['a*+a', 'aaa'],
  ['(?:a??){3}b', 'aab'],
  ['(?:){3,}b', 'b'],
];
for (const [source, subject] of CASES) {
  test(`${source} on ${subject}`, () => {
    const count = countSteps(parsePerlRegex(source, '').body, subject, ENOUGH);
    assert.equal(count.outcome, v8Matches(source, subject) ? 'match' : 'no match');
  });
}

/** How many times as many steps twice the text takes. */
const GROWTH: readonly [string, number][] = [
  ['a*b', 2],
  ['a*a*b', 4],
  ['a*a*a*b', 8],
  ['(?:a{0,3})*+b', 2],
];
for (const [source, expected] of GROWTH) {
  test(`steps of ${source} on twice the text`, () => {
    const { body } = parsePerlRegex(source, '');
    const steps = (size: number): number => countSteps(body, 'a'.repeat(size), 10_000_000).steps;
    const ratio = steps(160) / steps(80);
    assert.ok(Math.abs(ratio / expected - 1) < 0.1, String(ratio));
  });
}

test('it stops at the limit, and where its stack would not do', () => {
  const { body } = parsePerlRegex('(a+)+b', '');
  assert.deepEqual(countSteps(body, 'a'.repeat(40), 1000), { outcome: 'too long', steps: 1001, work: 1001 });
  const deep = countSteps(parsePerlRegex('(?:a|b)*c', '').body, 'a'.repeat(100_000), 1e9);
  assert.equal(deep.outcome, 'unknown');
});
