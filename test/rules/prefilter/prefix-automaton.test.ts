import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { LazyDfa } from '../../../lib/rules/prefilter/lazy-dfa.ts';
import type { RuleRegex } from '../../../lib/rules/regex/rule-regex.ts';
import { translateRegex } from '../../../lib/rules/regex/rule-regex.ts';

/** False: the automaton says that the regex cannot match in the text. */
function mayMatch({ prefixAutomaton }: RuleRegex, text: string): boolean {
  return prefixAutomaton === undefined || new LazyDfa([prefixAutomaton]).accepting(text)?.has(0) !== false;
}

// Letters as replace_tags writes them, in loops. Source of the texts: V8 confirms that they are matched.
const U = String.raw`(?:[uU]|\xc3\x9c|\xc3\xbc|\xc5\xab|\xc7\x94)`;
const MATCHES: readonly (readonly [regex: string, text: string])[] = [
  [`/[mM]${U}+[bB]/`, 'MUUUb'],
  [`/[mM](?:${U}|[rR])+[bB]/`, 'MURUb'],
  ['/[mM](?:[aA](?:[bB]|[dD])?)+[cC]/', 'mabadabc'],
  ['/[mM](?:[aA](?:[bB][eE]*)*)+[cC]/', 'maabebbeeac'],
];
for (const [literal, text] of MATCHES)
  test(`${literal} is not ruled out in ${text}`, () => {
    const regex = translateRegex(literal);
    assert.ok(regex.test(text) && regex.prefixAutomaton !== undefined);
    assert.ok(mayMatch(regex, text));
  });

test('fuzz: no text in which a regex matches is ruled out', () => {
  const { regex } = fc.letrec<{ regex: string; atom: string; branch: string }>(tie => ({
    atom: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(
        '[aA]',
        '[bB]',
        'c',
        '(?:[aA]|\\xc3\\xa0)',
        '(?:[bB]|c|\\xc3\\xa0|\\xc3c|a)',
        '\\s',
        '^',
        '\\b',
      ),
      tie('regex').map(inner => `(?:${inner})`),
    ),
    branch: fc
      .array(fc.tuple(tie('atom'), fc.constantFrom('', '', '?', '+', '*', '{2}', '{1,3}')), {
        minLength: 1,
        maxLength: 4,
      })
      .map(pieces => pieces.map(([atom, bounds]) => (/^[\\^]/.test(atom) ? atom : atom + bounds)).join('')),
    regex: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }).map(branches => branches.join('|')),
  }));
  const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'c', ' ', '\xc3', '\xa0'), maxLength: 12 });
  fc.assert(
    fc.property(regex, fc.array(text, { minLength: 1, maxLength: 6 }), (source, texts) => {
      const rule = translateRegex(`/${source}/`);
      for (const one of texts) assert.ok(!rule.test(one) || mayMatch(rule, one));
    }),
    { numRuns: 300 },
  );
});
