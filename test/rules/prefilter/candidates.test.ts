import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { RegexGroup } from '../../../lib/rules/prefilter/candidates.ts';
import { translateSource } from '../../../lib/rules/regex/rule-regex.ts';

const regexOf = (source: string) => translateSource(source, '');

suite('the elements in which a regex can match', () => {
  const elements = ['quick brown', 'fox', 'Quick fox', '', 'x17'];
  for (const [source, expected] of [
    ['quick', [0, 2]],
    ['quick.*fox', [2]],
    ['zebra', []],
    [String.raw`x\d\d`, [4]],
    ['[xy]?', undefined],
  ] as const)
    test(`/${source}/`, () => {
      const regex = regexOf(source);
      assert.deepEqual(new RegexGroup([regex]).candidates(elements).of(0), expected);
    });

  test('of a regex that is not in the group nothing is known', () => {
    assert.equal(new RegexGroup([]).candidates(elements).of(0), undefined);
  });

  test('without elements there is none', () => {
    const regex = regexOf('quick');
    assert.deepEqual(new RegexGroup([regex]).candidates([]).of(0), []);
  });

  test('one message does not see what another had', () => {
    const regex = regexOf('quick');
    const group = new RegexGroup([regex]);
    assert.deepEqual(group.candidates(['quick']).of(0), [0]);
    assert.deepEqual(group.candidates(['slow']).of(0), []);
  });
});

/** Times are many times what they are on a busy machine; quadratic work would take minutes. */
const LIMIT_MS = 4000;

suite('hostile text takes linear time', () => {
  // 600 literals that share their grams, and 100 automata that are alive in text of x and y.
  const literals = Array.from({ length: 600 }, (_, number) =>
    regexOf(`qqq(?:${number.toString(36)}|qq${number})`),
  );
  const automata = Array.from({ length: 100 }, (_, number) =>
    regexOf(`x[xy]{${(number % 7) + 1}}[0-9y]{5}[^a]${number}?[;:]`),
  );
  const group = new RegexGroup([...literals, ...automata]);
  let bits = 1;
  const random = (length: number, letters: string): string => {
    let text = '';
    while (text.length < length) {
      bits = (bits * 1_103_515_245 + 12_345) % 2_147_483_648;
      text += letters.charAt((bits >>> 16) % letters.length);
    }
    return text;
  };
  for (const [what, elements] of [
    ['a megabyte of the gram of all literals', ['q'.repeat(1_000_000)]],
    ['a megabyte that leads to new states', [random(1_000_000, 'xy17;')]],
    ['100000 elements that lead to new states', Array.from({ length: 100_000 }, () => random(30, 'xy17;'))],
    ['100000 elements with literals', Array.from({ length: 100_000 }, () => 'qqq1 qqqqq7')],
    ['100000 empty elements', Array.from({ length: 100_000 }, () => '')],
  ] as const)
    test(what, () => {
      const start = performance.now();
      const candidates = group.candidates(elements);
      for (let regex = 0; regex < literals.length + automata.length; regex += 1) candidates.of(regex);
      const ms = performance.now() - start;
      assert.ok(ms < LIMIT_MS, `${ms} ms`);
    });
});
