import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openBayesStore } from '../../../lib/store/bayes/open.ts';
import { lesson, storeConformance } from './conformance.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-bayes-'));
after(() => rmSync(folder, { recursive: true }));

storeConformance('sqlite', {
  open: (name, options) => openBayesStore({ kind: 'sqlite', path: join(folder, `${name}.sqlite`) }, options),
  hasTimes: true,
  isLasting: true,
  hasUsers: true,
});

test('sqlite: the file may be written by whom its folder may be written by', async t => {
  const modeOf = (path: string) => statSync(path).mode & 0o777;
  for (const [folderMode, fileMode] of [
    [0o700, 0o600],
    [0o755, 0o600],
    [0o770, 0o660],
    [0o775, 0o660],
  ] as const) {
    const place = mkdtempSync(join(folder, 'mode-'));
    chmodSync(place, folderMode);
    const path = join(place, 'bayes.sqlite');
    const store = await openBayesStore({ kind: 'sqlite', path }, { access: 'learn' });
    await store.learn([lesson('spam', 'm', ['aaaaa'])]);
    assert.deepEqual([modeOf(path), modeOf(`${path}-wal`)], [fileMode, fileMode], folderMode.toString(8));
    await store.close();
    assert.deepEqual(readdirSync(place), ['bayes.sqlite']);
  }
  if (process.getuid?.() !== 0) {
    t.diagnostic('whom a file made by root belongs to can be seen by root only');
    return;
  }
  const place = mkdtempSync(join(folder, 'owner-'));
  chownSync(place, 1234, 5678);
  const path = join(place, 'bayes.sqlite');
  const store = await openBayesStore({ kind: 'sqlite', path }, { access: 'learn' });
  await store.learn([lesson('spam', 'm', ['aaaaa'])]);
  for (const file of [path, `${path}-wal`, `${path}-shm`])
    assert.deepEqual([statSync(file).uid, statSync(file).gid], [1234, 5678], file);
  await store.close();
});
