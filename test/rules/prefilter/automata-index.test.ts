import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ALL_ELEMENTS } from '../../../lib/rules/prefilter/text-search.ts';
import type { Automaton } from '../../../lib/rules/prefilter/prefix-automaton.ts';
import { elementsBySet, searchFor } from './accepting.ts';
import type { Placed } from './accepting.ts';
import { prefixAutomaton } from '../../../lib/rules/prefilter/prefix-automaton.ts';
import { parsePerlRegex } from '../../../lib/rules/regex/parse-perl.ts';

function placed(source: string, element: number): Placed<Automaton> {
  return { sought: prefixAutomaton(parsePerlRegex(source, '')) ?? assert.fail(source), element };
}

suite('automata of an area', () => {
  test('each looks at its element, or at all', () => {
    const search = searchFor([], [placed('a', 1), placed('[bc]d', ALL_ELEMENTS), placed('c', 2)]);
    assert.deepEqual(elementsBySet(search, 3, ['acd', 'acd', 'acd']), [[1], [0, 1, 2], [2]]);
    assert.deepEqual(elementsBySet(search, 3, ['', '', 'cad']), [[], [], [2]]);
  });

  test('many are told apart', () => {
    const sources = Array.from(
      { length: 150 },
      (_, number) => `[q${String.fromCharCode(0x61 + (number % 5))}]${number};`,
    );
    const search = searchFor(
      [],
      sources.map(source => placed(source, ALL_ELEMENTS)),
    );
    for (const number of [0, 17, 99, 149])
      assert.deepEqual(
        elementsBySet(search, 150, [` q${number};q`, 'q9 q;']),
        sources.map((_, other) => (other === number ? [0] : [])),
      );
  });

  test('without any, and without effort for it, nothing is found', () => {
    assert.deepEqual(elementsBySet(searchFor([], []), 1, ['text'], 0), [[]]);
  });
});
