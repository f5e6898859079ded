/**
 * The prefilter changes no result: whatever V8 matches lacks nothing that the regex is said to need, is accepted by its automaton,
 * and is a candidate. Random regexes, on texts made to match them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegexGroup } from '../../../lib/rules/prefilter/candidates.ts';
import { accepting } from './accepting.ts';
import { lacks } from '../../../lib/rules/prefilter/requirement.ts';
import { parsePerlRegex } from '../../../lib/rules/regex/parse-perl.ts';
import { RegexError, translateSource } from '../../../lib/rules/regex/rule-regex.ts';
import type { RuleRegex } from '../../../lib/rules/regex/rule-regex.ts';
import { timeLimited } from '../../../lib/rules/time-limited.ts';
import { matchingText } from '../../support/matching-text.ts';
import { perlFlags, perlRegex, wordyRegex } from '../../support/random-perl-regex.ts';

const SEED = Number(process.env['MAILSIFT_FUZZ_SEED'] ?? 4);
const COUNT = Number(process.env['MAILSIFT_FUZZ_COUNT'] ?? 250);
const TIME_LIMIT_MS = 20;

/** What shrinks a failing text: the choices of the walk and what is around it. */
const choices = fc.array(fc.nat(255), { minLength: 1, maxLength: 12 });
const around = fc.constantFrom('', '', ' ', 'x', 'free', 'q\nz', '\xe4', 'z', 'a1b');
const walk = fc.tuple(around, choices, around);
const regexes = fc.array(
  fc.tuple(fc.oneof(wordyRegex, perlRegex), perlFlags, fc.array(walk, { maxLength: 4 })),
  {
    minLength: 1,
    maxLength: 4,
  },
);

type Walk = readonly [string, readonly number[], string];

interface Case {
  readonly regex: RuleRegex;
  readonly texts: readonly string[];
}

function caseOf(source: string, flags: string, walks: readonly Walk[]): Case[] {
  try {
    const regex = translateSource(source, flags);
    const tree = parsePerlRegex(source, flags);
    return [
      { regex, texts: walks.map(([before, way, behind]) => before + matchingText(tree, way) + behind) },
    ];
  } catch (error) {
    // No regex, or none that V8 can run.
    if (error instanceof RegexError) return [];
    throw error;
  }
}

test('what a regex matches is among its candidates', () => {
  let matched = 0;
  let excluded = 0;
  let automata = 0;
  const check = (list: readonly (readonly [string, string, readonly Walk[]])[]): void => {
    const cases = list.flatMap(one => caseOf(...one));
    const texts = cases.flatMap(one => one.texts);
    const candidates = new RegexGroup(cases.map(({ regex }) => regex)).candidates(texts);
    for (const [place, { regex }] of cases.entries()) {
      const automaton = regex.prefixAutomaton;
      if (automaton !== undefined) automata += 1;
      const plain = new RegExp(regex.source, regex.flags);
      const possible = candidates.of(place);
      for (const [number, text] of texts.entries()) {
        const passes = possible === undefined || possible.includes(number);
        if (!plain.test(text)) {
          if (!passes) excluded += 1;
          continue;
        }
        matched += 1;
        const what = `/${regex.perlSource}/${regex.perlFlags} in ${JSON.stringify(text)}`;
        assert.ok(!lacks(text, regex.requirement), `${what}: ${JSON.stringify(regex.requirement)}`);
        assert.ok(automaton === undefined || accepting([automaton], text).has(0), `${what}: not accepted`);
        assert.ok(passes, `${what}: no candidate`);
      }
    }
  };
  // V8 may backtrack for ever; then there is nothing to compare.
  const property = fc.property(regexes, list => {
    timeLimited(TIME_LIMIT_MS, () => {
      check(list);
    });
  });
  fc.assert(property, { numRuns: COUNT, seed: SEED });
  assert.ok(matched > 2 * COUNT && excluded > COUNT && automata > COUNT / 4);
});
