import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { LazyDfa } from '../../../lib/rules/prefilter/lazy-dfa.ts';
import { accepting } from './accepting.ts';
import { prefixAutomaton } from '../../../lib/rules/prefilter/prefix-automaton.ts';
import { parsePerlRegex } from '../../../lib/rules/regex/parse-perl.ts';

const automaton = (source: string, flags = '') => prefixAutomaton(parsePerlRegex(source, flags));
const plenty = () => ({ left: 10_000_000 });

function dfaOf(...sources: readonly string[]): LazyDfa {
  return new LazyDfa(
    sources.map((source, owner) => ({ automaton: automaton(source) ?? assert.fail(source), owner })),
  );
}

suite('the beginning of a regex', () => {
  for (const [source, flags, yes, no] of [
    ['ab+c', '', ['xabbbc'], ['ac', 'ab', '']],
    ['[xy]{3}', '', ['axyx'], ['xyaxy']],
    ['x(?:ab?)+c', '', ['xac', 'xaabac'], ['xc', 'ac']],
    ['x(?:ab*)*c', '', ['xc', 'xaabbac'], ['xbc']],
    ['x(?:a|bc){2,}d', '', ['xabcad', 'xaad'], ['xad', 'xbd']],
    ['\\xe4\\xd6', 'i', ['\xe4\xd6', '\xc4\xf6'], ['\xe4']],
    ['[\\xe4x]q', 'i', ['\xc4Q', 'Xq'], ['xy']],
    [String.raw`\bq(?=u)z$`, '', ['qz'], ['q z']],
    ['x[a-z]{0,2}[qz]{1,2}9', '', ['xq9', 'xabqz9', 'xqq9'], ['xabcq9', 'xab9', 'xabqqq9']],
    ['(?!abc)[ax][b4][cd]', '', ['xbc', 'a4c', 'abd', 'abcxbc'], ['abc', 'xabcx']],
    ['(?:^| )(?!a-?b|cd)[ac][-q]{0,2}[bd]', 'i', ['AQB', ' a--b', 'c-d', ' a-d'], ['ab', ' A-B', ' CD']],
    ['(?!c(?:a|bb)d)[cx][ab]b?[de]', '', ['cbd', 'xad', 'cae', 'cbbe'], ['cad', 'xcbbd']],
    ['abcdefg[^.]{1,9}xy', '', ['abcdefg uvxy', 'abcdefgxxy'], ['abcdefg uv', 'abcdefg. xy']],
    ['(?:x(?!ab)[ac]b)+', '', ['xcb', 'xabxcb'], ['xca']],
    ['(?!a.c|x\\b)[ax]b', '', ['ab', 'xb'], ['cb']],
    ['^ab', '', ['abx', 'ab'], ['xab', 'x\nab', '']],
    ['\\Aab|cd', 'm', ['abx', 'xcd'], ['xab', 'x\nab']],
    ['^ab', 'm', ['abx', 'x\nab', '\n\nab'], ['xab', 'x ab', 'a\nb']],
    ['^(?:\\s?ab|cd)', 'm', ['cd', 'x\n ab', '\nab'], ['xcd', 'x  ab']],
    ['(?:^a|b)c', 'm', ['xac', 'ac', 'bc'], ['xc']],
    [String.raw`(?:\b|\s)[^a]{0,3}(?:v|ww)x`, '', ['vx', 'a  vx', 'awwx'], ['v x', 'wx', '']],
    [String.raw`(?!ab)\w?ab`, '', ['xab', 'aab'], ['ba', 'a']],
    ['x(?:a|4|@|&#97;|\\xc3\\xa0)y', '', ['xay', 'x&#97;y', 'x\xc3\xa0y'], ['xy', 'xby']],
  ] as const)
    test(`/${source}/${flags}`, () => {
      const dfa = new LazyDfa([{ automaton: automaton(source, flags) ?? assert.fail(), owner: 0 }]);
      for (const text of yes) assert.equal(accepting(dfa, text, plenty())?.has(0), true, text);
      for (const text of no) assert.equal(accepting(dfa, text, plenty())?.has(0), false, text);
    });

  test('none where a match may be empty, or may be in any word', () => {
    for (const source of ['', 'a*', 'a|', '(?=a)', '[a-z]+9', String.raw`y(?:\w*)x`, String.raw`(e)\1z`])
      assert.equal(automaton(source), undefined, source);
  });

  test('none for what is too large', () => {
    const words = Array.from({ length: 20_000 }, (_, number) => `${number}-the-word`);
    assert.equal(automaton(words.join('|')), undefined);
    assert.equal(automaton(`${'(?:'.repeat(150)}[xy]${'){2}'.repeat(150)}`), undefined);
  });
});

suite('many automata at once', () => {
  test('each accepts for itself', () => {
    const dfa = dfaOf('ab', 'b[cd]', 'cd', 'x');
    assert.deepEqual([...(accepting(dfa, 'aabc', plenty()) ?? [])].sort(), [0, 1]);
    assert.deepEqual([...(accepting(dfa, 'cbdx', plenty()) ?? [])].sort(), [1, 3]);
  });

  test('what is not known is told so when the effort is used up', () => {
    const dfa = dfaOf('ab+c');
    assert.equal(accepting(dfa, 'xabbc', { left: 0 }), undefined);
    assert.equal(accepting(dfa, 'xabbc', plenty())?.size, 1);
    // What it has seen costs nothing.
    assert.equal(accepting(dfa, 'xabbc', { left: 0 })?.size, 1);
  });

  test('it goes on rightly when it has forgotten its states', () => {
    // Which of the last 14 bytes were an x: 2 ** 14 sets of states.
    const dfa = dfaOf('x[xy]{8}[xy]{5}z', 'xyz');
    let bits = 1;
    for (let text = 0; text < 400; text += 1) {
      let letters = '';
      for (let at = 0; at < 200; at += 1) {
        bits = (bits * 1_103_515_245 + 12_345) % 2_147_483_648;
        letters += bits & 0x10000 ? 'x' : 'y';
      }
      letters += 'z';
      const expected = [/x[xy]{13}z/, /xyz/].flatMap((regex, number) =>
        regex.test(letters) ? [number] : [],
      );
      const found = accepting(dfa, letters, plenty()) ?? new Set<number>();
      for (const one of expected) assert.ok(found.has(one), letters);
      assert.equal(found.has(1), expected.includes(1), letters);
    }
  });
});
