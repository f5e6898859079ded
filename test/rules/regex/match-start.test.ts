/** The places at which V8 is asked leave out none at which it would have found a match by itself. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { matchStartOf, nextStart } from '../../../lib/rules/regex/match-start.ts';
import { parsePerlRegex } from '../../../lib/rules/regex/parse-perl.ts';
import { RegexError, translateSource } from '../../../lib/rules/regex/rule-regex.ts';
import type { RuleRegex } from '../../../lib/rules/regex/rule-regex.ts';
import { timeLimited } from '../../../lib/rules/time-limited.ts';
import { matchingText } from '../../support/matching-text.ts';
import { perlFlags, perlRegex, wordyRegex } from '../../support/random-perl-regex.ts';

const SEED = Number(process.env['MAILSIFT_FUZZ_SEED'] ?? 7);
const COUNT = Number(process.env['MAILSIFT_FUZZ_COUNT'] ?? 1500);
const TIME_LIMIT_MS = 20;

function places(source: string, flags: string, text: string): readonly number[] {
  const start = matchStartOf(parsePerlRegex(source, flags));
  const found: number[] = [];
  for (let at = nextStart(text, 0, start); at >= 0; at = nextStart(text, at + 1, start)) found.push(at);
  return found;
}

suite('places at which a match may begin', () => {
  for (const [source, flags, text, expected] of [
    ['abc', '', 'abcxabc', [0, 4]],
    [String.raw`\b(?:ab(?<n>c))d?`, '', 'xabcabc', [1, 4]],
    ['ab[c]', '', 'abc', [0, 1, 2, 3]],
    ['abc', 'i', 'abc', [0, 1, 2, 3]],
    ['1-2x', 'i', '1-2 1-2X', [0, 4]],
    ['abc|abd', '', 'abc', [0, 1, 2, 3]],
    ['^a', '', 'a\na', [0]],
    ['^abc', '', 'xabc', []],
    ['^a|^b', '', 'xab', [0]],
    ['^a', 'm', 'a\n\na\n', [0, 2, 3]],
    ['^', 'm', '', [0]],
    ['^abc', 'm', 'x\nabc', [2]],
    ['^a|b', 'm', 'ab', [0, 1, 2]],
  ] as const)
    test(`/${source}/${flags} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(places(source, flags, text), expected);
    });
});

/** As V8 finds them by itself. */
function plainMatches({ source, flags }: RuleRegex, text: string): readonly string[] {
  return [...text.matchAll(new RegExp(source, `g${flags}`))].map(match => `${match.index}:${match[0]}`);
}

test('every match is found where V8 finds it', () => {
  let found = 0;
  const start = fc.constantFrom('', '^', 'ab1', '^x\\n', '\\b');
  const words = fc.oneof(wordyRegex, perlRegex);
  const texts = fc.array(
    fc.tuple(fc.constantFrom('', '\n', 'ab1', 'x\n'), fc.array(fc.nat(255), { minLength: 1, maxLength: 12 })),
    { maxLength: 5 },
  );
  const property = fc.property(start, words, perlFlags, texts, (begin, rest, flags, walks) => {
    timeLimited(TIME_LIMIT_MS, () => {
      try {
        const source = begin + rest;
        const regex = translateSource(source, flags);
        const tree = parsePerlRegex(source, flags);
        const text = walks.map(([before, way]) => before + matchingText(tree, way)).join('');
        const expected = plainMatches(regex, text);
        const matches = [...regex.matches(text)].map(match => `${match.index}:${match.text}`);
        assert.deepEqual(matches, expected, `/${source}/${flags} in ${JSON.stringify(text)}`);
        found += expected.length;
      } catch (error) {
        // No regex, or none that V8 can run.
        if (!(error instanceof RegexError) && !(error instanceof SyntaxError)) throw error;
      }
    });
  });
  fc.assert(property, { numRuns: COUNT, seed: SEED });
  assert.ok(found > COUNT, `${found} matches`);
});
