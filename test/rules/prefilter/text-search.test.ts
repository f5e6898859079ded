/**
 * What the search finds, against a model that looks at every place by itself; at the edges of its memory; and on text that is made to
 * lead the automata to ever new states.
 */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { RegexGroup } from '../../../lib/rules/prefilter/candidates.ts';
import { currentMachine, dropMachine } from '../../../lib/rules/prefilter/machine.ts';
import { ACCEPT } from '../../../lib/rules/prefilter/prefix-automaton.ts';
import type { Automaton } from '../../../lib/rules/prefilter/prefix-automaton.ts';
import { ALL_ELEMENTS } from '../../../lib/rules/prefilter/text-search.ts';
import type { Elements } from '../../../lib/rules/prefilter/text-search.ts';
import { translateSource } from '../../../lib/rules/regex/rule-regex.ts';
import { elementsBySet, everywhere, searchFor } from './accepting.ts';
import type { Placed } from './accepting.ts';

const LETTERS = ['a', 'b', 'c', '\n', '\0', '\xff'];
const letter = fc.constantFrom(...LETTERS);
const text = fc.string({ unit: letter, maxLength: 40 });
const literal = fc.string({ unit: letter, minLength: 1, maxLength: 6 });
const element = fc.constantFrom(ALL_ELEMENTS, ALL_ELEMENTS, 0, 1, 2, 5);
const placed = <T>(sought: fc.Arbitrary<T>): fc.Arbitrary<Placed<T>> => fc.record({ sought, element });

const bytes = fc.uniqueArray(letter, { minLength: 1, maxLength: 3 }).map(letters => {
  const codes = letters.map(one => one.charCodeAt(0));
  return Uint8Array.from({ length: 256 }, (_, code) => Number(codes.includes(code)));
});
/** Any graph: loops, dead ends, states that nothing leads to, automata that begin nowhere. */
const automaton: fc.Arbitrary<Automaton> = fc.integer({ min: 1, max: 6 }).chain(count => {
  const states = fc.array(fc.nat(count - 1), { maxLength: 2 });
  return fc.record({
    states: fc.array(
      fc.record({ bytes, next: fc.array(fc.integer({ min: ACCEPT, max: count - 1 }), { maxLength: 3 }) }),
      { minLength: count, maxLength: count },
    ),
    starts: fc.record({ anywhere: states, text: states, line: states }),
  });
});

/** Whether a way through the automaton is written in the text. */
function accepts({ states, starts }: Automaton, written: string): boolean {
  let now = new Set<number>();
  for (let at = 0; at < written.length; at += 1) {
    const code = written.charCodeAt(at);
    const entered = [
      ...[...now].flatMap(state => states[state]?.next ?? []),
      ...starts.anywhere,
      ...(at === 0 ? starts.text : []),
      ...(at === 0 || written[at - 1] === '\n' ? starts.line : []),
    ].filter(state => states[state]?.bytes[code] === 1);
    if (entered.some(state => states[state]?.next.includes(ACCEPT))) return true;
    now = new Set(entered);
  }
  return false;
}

function modelled(
  literals: readonly Placed<readonly string[]>[],
  automata: readonly Placed<Automaton>[],
  elements: Elements,
): readonly (readonly number[])[] {
  const where = (only: number, has: (written: string) => boolean): readonly number[] =>
    elements.flatMap((written, number) =>
      (only === ALL_ELEMENTS || only === number) && (written === undefined || has(written)) ? [number] : [],
    );
  return [
    ...literals.map(one =>
      where(one.element, written => one.sought.some(wanted => written.toLowerCase().includes(wanted))),
    ),
    ...automata.map(one => where(one.element, written => accepts(one.sought, written))),
  ];
}

suite('a search', () => {
  test('finds what is there, and nothing else', () => {
    const property = fc.property(
      fc.array(placed(fc.array(literal, { minLength: 1, maxLength: 3 })), { maxLength: 12 }),
      fc.array(placed(automaton), { maxLength: 40 }),
      fc.array(fc.array(fc.option(text, { nil: undefined, freq: 12 }), { maxLength: 6 }), { maxLength: 4 }),
      (literals, automata, messages) => {
        const search = searchFor(literals, automata);
        const count = literals.length + automata.length;
        for (const [number, elements] of messages.entries()) {
          if (number === 2) dropMachine();
          const expected = modelled(literals, automata, elements);
          assert.deepEqual(elementsBySet(search, count, elements), expected);
          // What it has seen costs no effort.
          assert.deepEqual(elementsBySet(search, count, elements, number === 1 ? 0 : 1), expected);
        }
      },
    );
    fc.assert(property, { numRuns: 400 });
  });

  test('without effort it misses nothing', () => {
    const property = fc.property(
      fc.array(placed(automaton), { maxLength: 40 }),
      fc.array(text, { maxLength: 6 }),
      fc.nat(200),
      (automata, elements, effort) => {
        const found = elementsBySet(searchFor([], automata), automata.length, elements, effort);
        for (const [number, expected] of modelled([], automata, elements).entries())
          for (const one of expected) assert.ok(found?.[number]?.includes(one));
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  test('literals of all lengths, many of them', () => {
    const words = Array.from({ length: 40_000 }, (_, number) => `${number.toString(36)}q`);
    const search = searchFor(
      words.map(word => everywhere([word])),
      [],
    );
    const found = elementsBySet(search, words.length, ['-rq-', 'xuniq', 'zz']) ?? [];
    const expected = (number: number) =>
      ['-rq-', 'xuniq', 'zz'].flatMap((one, place) => (one.includes(words[number] ?? '') ? [place] : []));
    assert.deepEqual(found, Array.from(words.keys(), expected));
  });

  test('text of a million bytes, and of more than the memory that is kept', () => {
    const search = searchFor([everywhere(['needle'])], []);
    const before = currentMachine();
    for (const length of [1_000_000, 60_000_000, 10]) {
      assert.deepEqual(elementsBySet(search, 1, ['x'.repeat(length) + 'neEDle', 'nEEdl', 'e']), [[0]]);
      if (length === 1_000_000) assert.equal(currentMachine(), before);
    }
    assert.notEqual(currentMachine(), before);
  });

  test('100000 elements, of which some are not known', () => {
    const known = Array.from({ length: 100_000 }, (_, number) => (number % 1000 === 7 ? undefined : 'b'));
    const search = searchFor([everywhere(['a']), { sought: ['b'], element: 99_999 }], []);
    const unknown = known.flatMap((one, number) => (one === undefined ? [number] : []));
    assert.deepEqual(elementsBySet(search, 2, known), [unknown, [99_999]]);
  });

  test('of text that is longer in lower case, and so no byte string, nothing is known', () => {
    const search = searchFor([everywhere(['needle'])], []);
    assert.equal(elementsBySet(search, 1, ['\u0130'.repeat(1000), 'needle']), undefined);
  });

  test('a search that was interrupted leaves nothing behind', () => {
    const search = searchFor([everywhere(['needle'])], []);
    const machine = currentMachine();
    machine.isSearching = true;
    assert.deepEqual(elementsBySet(search, 1, ['needle']), [[0]]);
    assert.notEqual(currentMachine(), machine);
  });
});

suite('where there can be no search', () => {
  const group = new RegexGroup([translateSource('needle', ''), translateSource('x{20}', '')]);

  test('without WebAssembly anything may match that is not too long', context => {
    const { WebAssembly: api } = globalThis as { WebAssembly?: object };
    Reflect.deleteProperty(globalThis, 'WebAssembly');
    context.after(() => Object.assign(globalThis, { WebAssembly: api }));
    const candidates = group.candidates(['straw', 'of hay']);
    assert.deepEqual([0, 1].map(candidates.of), [
      [0, 1],
      [0, 1],
    ]);
    assert.deepEqual([0, 1].map(candidates.isExcluded), [false, true]);
  });

  for (const [what, fail] of [
    ['no memory for the tables', { allocateGroup: () => 0 }],
    ['no memory for the text', { reserveText: () => 0 }],
    ['no memory for what is found', { search: () => 0 }],
    [
      'an error',
      {
        reserveText: () => {
          throw new RangeError('out of memory');
        },
      },
    ],
  ] as const)
    test(`${what}: anything may match`, context => {
      dropMachine();
      const machine = currentMachine();
      Object.assign(machine, { code: { ...machine.code, ...fail } });
      context.after(dropMachine);
      assert.equal(group.candidates(['straw of hay']).of(0), undefined);
      dropMachine();
      assert.deepEqual(group.candidates(['straw of hay']).of(0), []);
    });
});
