/** Tokens, ids and dates of public messages against those of Mail::SpamAssassin itself, where it is installed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { lessonOf } from '../../lib/bayes/lesson.ts';
import { messageIds } from '../../lib/rules/message-ids.ts';
import { tokenSettings } from '../../lib/bayes/token-settings.ts';
import { tokensByKey, tokensOf } from '../../lib/bayes/tokenize.ts';
import { loadRules } from '../../lib/rules/load-rules.ts';
import { viewSettings } from '../../lib/rules/view-settings.ts';
import { createViews } from '../../lib/views/views.ts';
import { publicMessages } from '../support/public-corpus.ts';

const STOCK = '/usr/share/spamassassin';
const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0;

interface Peer {
  /** Key in hexadecimal to text. */
  readonly lesson: Readonly<Record<string, string>>;
  readonly scan: Readonly<Record<string, string>>;
  readonly ids: readonly string[];
  readonly received: number;
}

const folder = mkdtempSync(join(tmpdir(), 'mailsift-bayes-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function peersOf(files: readonly string[], config: readonly string[]): Peer[] {
  const run = spawnSync('perl', [join(import.meta.dirname, 'peer.pl'), ...config], {
    input: files.join('\n'),
    maxBuffer: 1 << 28,
  });
  assert.equal(run.status, 0, run.stderr.toString());
  const lines = run.stdout.toString('latin1').trimEnd().split('\n');
  assert.equal(lines.length, files.length);
  return lines.map(line => JSON.parse(line) as Peer);
}

function compare(files: readonly string[], config: readonly string[]): void {
  const own = join(folder, 'own.cf');
  writeFileSync(own, config.join('\n'));
  const set = loadRules([STOCK, own]);
  const nowS = Date.now() / 1000;
  const peers = peersOf(files, config);
  for (const [index, file] of files.entries()) {
    const peer = peers[index];
    assert.ok(peer !== undefined);
    const views = createViews(readFileSync(file), { settings: viewSettings(set) });
    for (const purpose of ['scan', 'lesson'] as const) {
      const tokens = tokensByKey(tokensOf(views, tokenSettings(set), purpose));
      assert.deepEqual(
        [...tokens.values()].sort(),
        Object.values(peer[purpose]).sort(),
        `${purpose} ${file}`,
      );
      const keys = [...tokens.keys()].map(key => Buffer.from(key, 'latin1').toString('hex'));
      assert.deepEqual(keys.sort(), Object.keys(peer[purpose]).sort(), file);
    }
    assert.deepEqual(messageIds(views), peer.ids, file);
    assert.equal(lessonOf(views, set, { as: 'ham', nowS }).atimeS, peer.received, file);
  }
}

suite('against SpamAssassin', { skip: hasPeer ? false : 'no Mail::SpamAssassin' }, () => {
  test('tokens, ids and dates of public messages', () => {
    const files = publicMessages('both', 60, 7);
    assert.ok(files.length > 50);
    compare(files, []);
  });

  test('with other sources, stop words and lengths', () => {
    compare(publicMessages('both', 200, 11), [
      'bayes_token_sources none header visible mimepart',
      'bayes_stopword_languages en de',
      'bayes_max_token_length 8',
      'bayes_ignore_header X-Mailer',
      'bayes_ignore_header Received Reply-To',
    ]);
    compare(publicMessages('both', 400, 13), [
      'bayes_token_sources all NoHeader',
      'bayes_stopword_languages disable',
    ]);
  });
});
