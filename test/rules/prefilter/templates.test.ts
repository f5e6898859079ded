/** A regex with template tags is held against texts, as far as it does not depend on them, before the tags are filled in. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { candidatesIn, regexGroups } from '../../../lib/rules/prefiltered.ts';
import { createViews } from '../../../lib/views/views.ts';
import { contextOf } from './excluded.ts';

for (const [regex, body, expected] of [
  ['/invoice for %{GB_TO_ADDR} is/', 'an invoice for ann@example.org is due', [1]],
  ['/invoice for %{GB_TO_ADDR} is/', 'a letter for ann@example.org is due', []],
  ['/invoice [%{GB_TO_ADDR}] is/', 'a letter', undefined],
] as const)
  test(`${regex} in "${body}"`, () => {
    const set = parseRules([{ name: 'test.cf', text: `body A ${regex}` }]);
    regexGroups(set);
    const views = createViews(Buffer.from(`Subject: x\n\n${body}\n`));
    assert.deepEqual(candidatesIn('body', contextOf(set, views)).elementsOf(0), expected);
  });
