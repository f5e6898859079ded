import assert from 'node:assert/strict';
import test from 'node:test';
import { accepting } from './accepting.ts';
import type { RuleRegex } from '../../../lib/rules/regex/rule-regex.ts';
import { translateRegex } from '../../../lib/rules/regex/rule-regex.ts';

/** False: the automaton says that the regex cannot match in the text. */
function mayMatch({ prefixAutomaton }: RuleRegex, text: string): boolean {
  if (prefixAutomaton === undefined) return true;
  return accepting([prefixAutomaton], text).has(0);
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
