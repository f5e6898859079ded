/** Every spelling that GetOptions of sa-learn 4.0.1 takes is understood, and words get the class in front of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { readLearnOptions } from '../../lib/cli/learn-options.ts';

const FLAGS =
  'forget ham nonspam spam sync rebuild q quiet force-expire expire local L no-sync nosync showdots progress use-ignores ' +
  'no-rebuild norebuild help h ? version V import backup clear dir file mbox mbx single dump debug debug-level D';
const WITH_VALUE =
  'username u configpath config-file config-dir c C prefspath prefs-file p siteconfigpath cf folders f learnprob randseed ' +
  'stopafter max-size restore db dbpath re regexp dump debug D';
const spelt = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`);

suite('options of sa-learn', () => {
  for (const name of FLAGS.split(' ')) {
    test(spelt(name), () => {
      const { flags, targets } = readLearnOptions([spelt(name), '--', 'path']);
      assert.equal(flags.size, 1);
      assert.deepEqual(
        targets.map(({ path }) => path),
        ['path'],
      );
    });
  }
  for (const name of WITH_VALUE.split(' ')) {
    test(`${spelt(name)} with a value`, () => {
      const attached = name.length === 1 ? [`-${name}value`] : [`--${name}=value`];
      for (const words of [[spelt(name), 'value'], attached]) {
        const { values, targets } = readLearnOptions(words);
        assert.deepEqual([[...values.values()], targets], [[['value']], []]);
      }
    });
  }
  test('they are those of the program', context => {
    let program: string;
    try {
      program = readFileSync('/usr/bin/sa-learn', 'latin1');
    } catch {
      context.skip('needs sa-learn');
      return;
    }
    const [, table = ''] = /GetOptions\(\n([^]*?)\n {2}or usage/.exec(program) ?? [];
    const names = [...table.matchAll(/^ {2}'([^']+)'/gm)].flatMap(([, spec = '']) =>
      spec.replace(/[=:][sif]$/, '').split('|'),
    );
    const ours = new Set([...FLAGS.split(' '), ...WITH_VALUE.split(' ')]);
    assert.deepEqual(
      names.filter(name => name !== '<>' && !ours.has(name)),
      [],
    );
  });
});

suite('the class of a word', () => {
  const rows: readonly (readonly [string, readonly (readonly [string, string | undefined])[]])[] = [
    [
      '--spam a b',
      [
        ['a', 'spam'],
        ['b', 'spam'],
      ],
    ],
    [
      '--spam a --ham b c',
      [
        ['a', 'spam'],
        ['b', 'ham'],
        ['c', 'ham'],
      ],
    ],
    ['a --spam', [['a', 'spam']]],
    [
      'a --spam b --ham',
      [
        ['a', undefined],
        ['b', 'spam'],
      ],
    ],
    ['--spam --forget a', [['a', 'forget']]],
    ['a --forget', [['a', 'forget']]],
    ['a', [['a', undefined]]],
    ['--spam -', [['-', 'spam']]],
    ['--spam -- --ham', [['--ham', 'spam']]],
  ];
  for (const [words, expected] of rows) {
    test(words, () => {
      const { targets } = readLearnOptions(words.split(' '));
      assert.deepEqual(
        targets.map(({ path, as }) => [path, as]),
        expected,
      );
    });
  }
});

suite('misuse', () => {
  const rows: readonly (readonly [readonly string[], RegExp])[] = [
    [['--spamm'], /unknown option: --spamm/],
    [['-x'], /unknown option: -x/],
    [['--spam=yes'], /option spam takes no value/],
    [['--restore'], /option restore needs a value/],
    [['--showdots', '--progress'], /do not go together/],
  ];
  for (const [words, message] of rows) {
    test(words.join(' '), () =>
      assert.throws(() => readLearnOptions(words), { name: 'UsageError', message }),
    );
  }
});
