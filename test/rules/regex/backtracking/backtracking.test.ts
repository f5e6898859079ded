/** Which regexes are called slow. Those that are must be slow in V8 on the text that goes with them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { findBacktrackingRisk } from '../../../../lib/rules/regex/backtracking/backtracking.ts';
import type { BacktrackingRisk } from '../../../../lib/rules/regex/backtracking/backtracking.ts';
import { emitRegex } from '../../../../lib/rules/regex/emit.ts';
import { parsePerlRegex } from '../../../../lib/rules/regex/parse-perl.ts';
import { randomRegex } from './random-regex.ts';

const TIMEOUT_MS = 200;
const PUMPS = 60;
const LONG_TEXT_BYTES = 8000;

function riskOf(source: string): BacktrackingRisk | undefined {
  return findBacktrackingRisk(parsePerlRegex(source, ''));
}

function timesOut(source: string, subject: string): boolean {
  const { source: v8Source, flags } = emitRegex(parsePerlRegex(source, ''));
  const regex = new RegExp(v8Source, `y${flags}`);
  regex.test('');
  try {
    runInNewContext('regex.test(subject)', { regex, subject }, { timeout: TIMEOUT_MS });
    return false;
  } catch (error) {
    // It comes from the other context, where Error is another one.
    const isTimeout = typeof error === 'object' && error !== null && 'code' in error;
    assert.ok(isTimeout && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT');
    return true;
  }
}

const BAD: readonly [source: string, part: string, growth: BacktrackingRisk['growth']][] = [
  // The book examples.
  ['(a+)+$', '(a+)+', 'exponential'],
  ['(a|a)*b', '(a|a)*', 'exponential'],
  ['(a|aa)+$', '(a|aa)+', 'exponential'],
  ['(a|ab|b)*c', '(a|ab|b)*', 'exponential'],
  [String.raw`(\w*\s*)*x`, String.raw`(\w*\s*)*`, 'exponential'],
  ['x(a*)*y', '(a*)*', 'exponential'],
  ['(?:(a|)(b|))*c', '(?:(a|)(b|))*', 'exponential'],
  // As people write them.
  [String.raw`(?:\w+\s*)+:`, String.raw`(?:\w+\s*)+`, 'exponential'],
  [String.raw`(?i)dear (?:[a-z]+ ?)+,`, '(?:[a-z]+ ?)+', 'exponential'],
  ['^(?:[^<>]+|<[^>]*>)*$', '(?:[^<>]+|<[^>]*>)*', 'exponential'],
  [String.raw`(?:\S+\.)+\d`, String.raw`(?:\S+\.)+`, 'exponential'],
  [String.raw`(?:https?://(?:\w|\d)+/)x`, String.raw`(?:\w|\d)+`, 'exponential'],
  [String.raw`^\s*(?:(?:\d+,?)+;)*$`, String.raw`(?:\d+,?)+`, 'exponential'],
  // Nested in something else: lookaheads, needed repeats, an outer loop.
  ['foo(?=(a+)+$)', '(a+)+', 'exponential'],
  ['x(?!(?:a|a)*b)', '(?:a|a)*', 'exponential'],
  ['[0-9]{30}(a+)+b', '(a+)+', 'exponential'],
  ['((a+)+b)*c', '(a+)+', 'exponential'],
  ['(?>(a+)+b)c', '(a+)+', 'exponential'],
  // It fails behind one line end only, or none.
  [String.raw`(.+)+\z`, '(.+)+', 'exponential'],
  ['(.+)+$', '(.+)+', 'exponential'],
  // Bounds that are too wide to help.
  [String.raw`(?:\w{1,20}\s?){1,20}!`, String.raw`(?:\w{1,20}\s?){1,20}`, 'exponential'],
  ['(?:a{0,20}){0,20}b', '(?:a{0,20}){0,20}', 'exponential'],
  ['(?:.*,){20}x', '(?:.*,){20}', 'cubic'],
  // Runs of loops that overlap.
  ['.*.*.*x', '.*.*.*', 'cubic'],
  [String.raw`\s*\s*\s*x`, String.raw`\s*\s*\s*`, 'cubic'],
  [String.raw`\S+\d+\S+\.example`, String.raw`\S+\d+\S+`, 'cubic'],
  ['a*a*bc*c*d', 'a*a*bc*c*', 'cubic'],
];
for (const [source, part, growth] of BAD) {
  test(`slow: ${source}`, () => {
    const risk = riskOf(source);
    assert.equal(risk?.growth, growth);
    assert.equal(source.slice(risk.start, risk.end), part);
    const pumpBytes = risk.attack(2).length - risk.attack(1).length;
    const attack = risk.attack(growth === 'exponential' ? PUMPS : Math.ceil(LONG_TEXT_BYTES / pumpBytes));
    assert.ok(timesOut(source, attack), JSON.stringify(risk.attack(3)));
  });
}

const GOOD: readonly string[] = [
  // Nothing behind the loop can fail.
  '(a+)+',
  '(?:a|a)*',
  String.raw`(?:\w+\s*)+`,
  String.raw`(?s)(?:\s|.)+$`,
  '(a+)+(?!b)',
  // The loop can be read in one way only.
  '(?:a+b)+c',
  String.raw`(?:\w+\s+)+:`,
  String.raw`(?:\w+\s)*:`,
  '(?:[^<>]|<[^>]*>)*$',
  '(?:ab?c?)+d',
  '(?:a|b|c)*d',
  '(?:foo|bar|baz)*qux',
  String.raw`(?:[a-z0-9-]+\.)+(?:com|net)/`,
  String.raw`"(?:[^"\\]|\\.)*"`,
  // Rounds that read nothing do not count.
  '(?:(a*)?b)*c',
  '(?:a|)*b',
  // No way back into it.
  '(?:a++)+b',
  '(?>a+)+b',
  '(?>(?:a+)+)b',
  '(?:a+)++b',
  // Bounds that help, the second power, and the third where it takes long words.
  String.raw`(?:\w{1,3}\s?){1,2}!`,
  '.{0,30}a.{0,30}b.{0,30}c',
  '.*.*x',
  'foo.*bar.*baz',
  'foo.*bar.*baz.*qux',
  // Loops with something between them that neither reads, or that read different bytes.
  String.raw`\s*=\s*=\s*=\s*x`,
  String.raw`\d+\s*[a-z]+\s*x`,
  '[^,]*,[^,]*,[^,]*,[^,]*;',
  String.raw`^\S+ \S+ \S+ \S+$`,
];
for (const source of GOOD) {
  test(`not called slow: ${source}`, () => {
    assert.equal(riskOf(source), undefined);
  });
}

/** What rules are made of; each piece ends with something that the next one cannot begin with. */
const piece = fc.oneof(
  fc.constantFrom('viagra ', 'click here', '(?:your|of|the) ', 'v[i1]agra ', String.raw`\bfree\b `),
  fc.constantFrom(String.raw`\s+-`, String.raw`\d+%`, '[a-z]{1,9}-', '[^<>]+>', String.raw`[\w.]+@`),
  fc.constantFrom(String.raw`(?:\d+,)*:`, '(?:<[^<>]+>)+ ', '(?:&[a-z]+;)*:', '(?:#[0-9]{1,6}!)+ '),
);

test('pieces with clear ends do not become slow in a row', () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.boolean(), (pieces, gap) => {
      assert.equal(riskOf(`${pieces.join('')}${gap ? '.{0,40}' : ''}=$`), undefined);
    }),
    { numRuns: 300 },
  );
});

test('the work for a random regex has a bound', () => {
  fc.assert(
    fc.property(randomRegex, source => {
      const start = performance.now();
      riskOf(`${source}$`);
      assert.ok(performance.now() - start < 8000);
    }),
    { numRuns: 80 },
  );
});

const HARD: readonly [string, (size: number) => string][] = [
  ['loops in a row', size => String.raw`\s*`.repeat(size / 3)],
  ['different loops in a row', size => String.raw`.*\w*`.repeat(size / 5)],
  ['words in a loop', size => `(?:${'ab|'.repeat(size / 3)}c)*d`],
  ['optional words in a loop', size => `(?:${'(?:ab)?'.repeat(size / 7)}c)*d`],
  ['loops in loops', size => `${'('.repeat(size / 150)}a*${')*'.repeat(size / 150)}b`],
  ['counts in counts', () => '(?:(?:(?:a{1,999}){1,999}){1,999}){2,999}b'],
  ['empty branches', size => `(?:${'|'.repeat(size)})*b`],
  ['lookbehinds', size => `${'(?<!a)(?<=b)'.repeat(size / 12)}.*.*x`],
];
for (const [what, make] of HARD) {
  test(`hard to look at: ${what}`, () => {
    for (const size of [300, 3000, 20_000]) {
      const tree = parsePerlRegex(make(size), '');
      const start = performance.now();
      findBacktrackingRisk(tree);
      const seconds = (performance.now() - start) / 1000;
      assert.ok(seconds < 8, `${seconds} s for ${size}`);
    }
  });
}
