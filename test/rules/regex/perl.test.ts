/** Random regexes on random bytes: the translation matches what Perl matches, and where. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegexError, translateSource } from '../../../lib/rules/regex/rule-regex.ts';
import { perlFlags, perlRegex } from '../../support/random-perl-regex.ts';
import { orSkip } from '../../support/require-program.ts';

const SEED = Number(process.env['MAILSIFT_FUZZ_SEED'] ?? 2);
const COUNT = Number(process.env['MAILSIFT_FUZZ_COUNT'] ?? 3000);

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
  const cases = fc.sample(fc.tuple(perlRegex, perlFlags, subject), { numRuns: COUNT, seed: SEED });
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
