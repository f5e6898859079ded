/** A little of compare.ts: what SpamAssassin and mailsift make of the same messages, having learnt the same. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadRules } from '../../lib/rules/load-rules.ts';
import { publicMessages } from '../support/public-corpus.ts';
import { bayesRules, sideBySide } from './side-by-side.ts';

const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'mailsift-bayes-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('the same rules and probabilities', { skip: hasPeer ? false : 'no Mail::SpamAssassin' }, async () => {
  const config = ['bayes_min_ham_num 10', 'bayes_min_spam_num 10'];
  writeFileSync(join(folder, 'few.cf'), config.join('\n'));
  const set = loadRules(['/usr/share/spamassassin', join(folder, 'few.cf')]);
  const pairs = await sideBySide({
    set,
    config,
    ham: publicMessages('ham', 140, 3),
    spam: publicMessages('spam', 90, 3),
    scored: publicMessages('both', 110, 20),
  });
  assert.ok(pairs.length > 50);
  const rules = new Set<string>();
  for (const { file, own, peer } of pairs) {
    assert.equal(bayesRules(set, own), bayesRules(set, peer), file);
    // Tokens that tell the same are taken by chance there, so that where they end up beyond the 150th the rest may differ.
    assert.ok(own === peer || Math.abs((own ?? NaN) - (peer ?? NaN)) < 0.01, `${file}: ${own} ${peer}`);
    rules.add(bayesRules(set, own));
  }
  assert.ok(rules.size >= 4, [...rules].join(', '));
});
