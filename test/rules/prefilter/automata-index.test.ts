import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ALL_ELEMENTS, AutomataIndex } from '../../../lib/rules/prefilter/automata-index.ts';
import type { PlacedAutomaton } from '../../../lib/rules/prefilter/automata-index.ts';
import { prefixAutomaton } from '../../../lib/rules/prefilter/prefix-automaton.ts';
import { parsePerlRegex } from '../../../lib/rules/regex/parse-perl.ts';

function placed(source: string, owner: number, element: number): PlacedAutomaton {
  return { automaton: prefixAutomaton(parsePerlRegex(source, '')) ?? assert.fail(source), owner, element };
}

function accepting(index: AutomataIndex, element: number, text: string, left = 1_000_000): readonly number[] {
  const owners = new Set<number>();
  const bytes = Buffer.from(`b${text}b`, 'latin1');
  assert.ok(index.run(element, bytes, 1, text.length + 1, { left }, owner => void owners.add(owner)));
  return [...owners].sort((a, b) => a - b);
}

suite('automata of an area', () => {
  test('each looks at its element, or at all', () => {
    const index = new AutomataIndex([placed('a', 7, 1), placed('[bc]d', 8, ALL_ELEMENTS), placed('c', 9, 2)]);
    assert.deepEqual(accepting(index, 0, 'acd'), [8]);
    assert.deepEqual(accepting(index, 1, 'acd'), [7, 8]);
    assert.deepEqual(accepting(index, 2, 'acd'), [8, 9]);
    assert.deepEqual(accepting(index, 2, 'cad'), [9]);
  });

  test('many are told apart', () => {
    const sources = Array.from(
      { length: 150 },
      (_, number) => `[q${String.fromCharCode(0x61 + (number % 5))}]${number};`,
    );
    const index = new AutomataIndex(sources.map((source, owner) => placed(source, owner, ALL_ELEMENTS)));
    for (const compact of [false, true]) {
      if (compact) index.compact();
      for (const number of [0, 17, 99, 149]) assert.deepEqual(accepting(index, 0, ` q${number};q`), [number]);
      assert.deepEqual(accepting(index, 0, 'q9 q;'), []);
    }
  });

  test('without any, and without time for it, nothing is found', () => {
    assert.deepEqual(accepting(new AutomataIndex([]), 0, 'text', 0), []);
  });
});
