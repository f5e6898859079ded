/**
 * Network rules against SpamAssassin's own library: both ask the same made-up DNS on 127.0.0.1, and the same rules hit, those of
 * the stock set and what it does not use. Skipped where SpamAssassin is missing.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { orSkip } from '../support/require-program.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/parity');
const MORE_RULES = join(import.meta.dirname, 'network/more-rules.cf');
const peer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0 ? 'perl' : null;

test('the network rules that SpamAssassin hits, and no others', context => {
  if (orSkip(context, peer, 'spamassassin') === undefined) return;
  const args = [FIXTURES, '--every', '5', '--more', MORE_RULES, '--minimum', '100', '--list'];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'network.ts'), ...args],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stdout + stderr);
  assert.ok(Number(/hits of network rules +(\d+)/.exec(stdout)?.[1]) > 50, stdout);
});
