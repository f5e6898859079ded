/** fixtures/rules/bad: each file has its one fault, and SpamAssassin complains as well. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { lintRules } from '../../../lib/rules/lint/lint-rules.ts';
import { loadRules } from '../../../lib/rules/load-rules.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/rules/bad');
const files = globSync(`${FOLDER}/*.cf`).sort();
/** Where the library only writes a line on standard error, and counts no issue. */
const PEER_ACCEPTS = new Set(['loadplugin-missing.cf', 'network-unreadable.cf']);

for (const file of files) {
  test(`lint ${basename(file)}`, () => {
    const faults = lintRules(loadRules([file], { strict: true }));
    const undefinedNames = /depends on rules that do not exist|for non-existent rule/;
    const said = faults
      .filter(({ text }) => !undefinedNames.test(text))
      .map(({ line, level, text }) => `${line}: ${level === 'warning' ? 'warning: ' : ''}${text}`);
    const expected = readFileSync(file.replace(/cf$/, 'error'), 'utf8').replace(/\n$/, '');
    assert.equal(said.length, 1, said.join('\n'));
    assert.equal(said[0]?.slice(0, expected.length), expected);
  });
}

const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0;

test('SpamAssassin finds fault with the same files', { skip: !hasPeer && 'no Mail::SpamAssassin' }, () => {
  const output = execFileSync('perl', [join(import.meta.dirname, 'peer.pl')], {
    input: files.join('\n'),
    encoding: 'utf8',
  });
  const accepted = output
    .split('\n')
    .flatMap(line => /^0 (.*)$/.exec(line)?.[1] ?? [])
    .map(file => basename(file));
  assert.deepEqual(accepted, [...PEER_ACCEPTS]);
});
