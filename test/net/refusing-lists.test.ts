import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RefusingListFiles } from '../../lib/net/refusing-lists.ts';

const root = mkdtempSync(join(tmpdir(), 'refusing-'));
after(() => rmSync(root, { recursive: true }));

test('a list that refused is known to others for a while, then forgotten', async () => {
  const folder = join(root, 'new', 'lists');
  const startMs = performance.timeOrigin + performance.now();
  let nowMs = startMs;
  const lists = new RefusingListFiles(folder, () => nowMs);
  assert.deepEqual(lists.refusing(['a.test', 'b.test'], 300), []);
  await lists.note('a.test');
  const others = new RefusingListFiles(folder, () => nowMs);
  assert.deepEqual(others.refusing(['a.test', 'b.test'], 300), ['a.test']);
  nowMs = startMs + 299_000;
  assert.deepEqual(others.refusing(['a.test'], 300), ['a.test']);
  nowMs = startMs + 302_000;
  assert.deepEqual(others.refusing(['a.test'], 300), []);
  assert.deepEqual(readdirSync(folder), []);
});

test('a name that is no domain is no file', async () => {
  const lists = new RefusingListFiles(join(root, 'odd'), () => 0);
  for (const name of ['../x', '', 'a/b', 'a..b', '.a', 'A.test']) {
    await lists.note(name);
    assert.deepEqual(lists.refusing([name], 300), [], name);
  }
});

test('a folder that is none: nothing is known, and noting is trouble', async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  const lists = new RefusingListFiles(file, () => 0);
  assert.deepEqual(lists.refusing(['a.test'], 300), []);
  await assert.rejects(lists.note('a.test'));
});
