/** Random regexes on random bytes: the translation matches what Perl matches, and where. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegexError, translateSource } from '../../../lib/rules/regex/rule-regex.ts';
import { orSkip } from '../../support/require-program.ts';

const SEED = Number(process.env['MAILSIFT_FUZZ_SEED'] ?? 2);
const COUNT = Number(process.env['MAILSIFT_FUZZ_COUNT'] ?? 3000);

const atom = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    'B',
    ' ',
    '1',
    '_',
    '.',
    '\\d',
    '\\w',
    '\\s',
    '\\S',
    '\\W',
    '\\D',
    '[a-c]',
    '[^a]',
    '[\\w-]',
    '[]b]',
    '[^]b]',
  ],
  ...[
    '\\x41',
    '\\xe4',
    '\\xc4',
    '[\\xe0-\\xef]',
    '[^\\xc4]',
    '[\\x41-\\xe4]',
    '\\n',
    '\\t',
    '\\.',
    '\\@',
    '[\\s\\d]',
    '[[:alpha:]]',
    '[^[:space:]]',
    '[[:punct:]]',
    '\\040',
    '\\h',
    '\\v',
    '\\N',
  ],
);
const anchor = fc.constantFrom('\\b', '\\B', '^', '$', '\\A', '\\z', '\\Z');
const quantifier = fc.constantFrom(
  '',
  '',
  '',
  '?',
  '*',
  '+',
  '{2}',
  '{1,2}',
  '{,2}',
  '{2,}',
  '??',
  '*?',
  '+?',
  '{1,2}?',
  '?+',
  '*+',
  '++',
);
const { regex: body } = fc.letrec<Record<'regex' | 'branch' | 'piece' | 'group' | 'solid', string>>(tie => ({
  regex: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }).map(branches => branches.join('|')),
  branch: fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map(pieces => pieces.join('')),
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(atom, quantifier).map(([one, times]) => one + times),
    anchor,
    fc.tuple(fc.constantFrom('(?<=', '(?<!'), atom, atom).map(([open, one, two]) => `${open}${one}${two})`),
    tie('group'),
    fc.tuple(tie('solid'), quantifier).map(([one, times]) => one + times),
  ),
  // What is repeated must match something: Perl leaves a loop behind a round that matched nothing, V8 tries for more.
  solid: fc
    .array(fc.tuple(atom, tie('branch')), { minLength: 1, maxLength: 2 })
    .map(branches => `(?:${branches.map(([first, rest]) => first + rest).join('|')})`),
  group: fc
    .tuple(fc.constantFrom('(', '(?:', '(?i:', '(?-i:', '(?=', '(?!', '(?>', '(?s:', '(?m:'), tie('regex'))
    .map(([open, inner]) => `${open}${inner})`),
}));
/** With a group and what it held in front now and then. */
const regex = fc
  .tuple(fc.constantFrom('', '', '(.)\\1', '(\\w+) \\1', '([ab]|c)+?\\1'), body)
  .map(([first, rest]) => `${first}(?:${rest})`);
const flags = fc.constantFrom('', 'i', 's', 'm', 'is', 'im', 'x');
const subject = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'c',
      'A',
      'B',
      ' ',
      '1',
      '_',
      '-',
      '.',
      '\n',
      '\r',
      '\t',
      '\x0b',
      '\xe4',
      '\xc4',
      '\xa0',
      '!',
    ),
    {
      maxLength: 12,
    },
  )
  .map(chars => chars.join(''));

test('the translation matches as Perl does', context => {
  const probe = spawnSync('perl', ['-MJSON::PP', '-e', '1']).status === 0 ? 'perl' : null;
  if (orSkip(context, probe, 'perl') === undefined) return;
  const cases = fc.sample(fc.tuple(regex, flags, subject), { numRuns: COUNT, seed: SEED });
  const { stdout } = spawnSync('perl', [join(import.meta.dirname, 'perl-matches.pl')], {
    input: cases.map(one => `${JSON.stringify(one)}\n`).join(''),
    encoding: 'latin1',
    maxBuffer: 2 ** 28,
  });
  const answers = stdout.split('\n').slice(0, -1);
  assert.equal(answers.length, cases.length);
  const differences: string[] = [];
  let compared = 0;
  for (const [index, [source, flag, text]] of cases.entries()) {
    const theirs = answers[index] ?? '';
    if (theirs === 'null') continue;
    let ours: string;
    try {
      const match = translateSource(source, flag).exec(text);
      ours =
        match === undefined
          ? 'false'
          : JSON.stringify([match.index, match.text, ...match.groups.map(one => one ?? null)]);
    } catch (error) {
      // What is not translated says so; it never matches something else.
      if (error instanceof RegexError) {
        if (process.env['WHY']) console.log(error.message);
        continue;
      }
      throw error;
    }
    compared += 1;
    const told = JSON.parse(theirs) as false | [number, string];
    if (ours !== JSON.stringify(told))
      differences.push(`/${source}/${flag} on ${JSON.stringify(text)}: Perl ${theirs}, V8 ${ours}`);
  }
  assert.ok(compared > cases.length / 3, `only ${compared} compared`);
  assert.deepEqual(differences, []);
});
