import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, suite, test } from 'node:test';
import { FileStamps } from '../../lib/io/file-stamps.ts';

suite('stamps of files', () => {
  let folder = '';
  const path = (name: string) => join(folder, name);
  before(() => (folder = mkdtempSync(join(tmpdir(), 'mailsift-stamps-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    rmSync(path('d'), { recursive: true, force: true });
    for (const name of ['f', 'absent']) rmSync(path(name), { recursive: true, force: true });
    mkdirSync(path('d'));
    writeFileSync(path('f'), 'one');
  });

  const changes: readonly [string, string, () => void][] = [
    ['other contents', 'f', () => writeFileSync(path('f'), 'other')],
    [
      'contents of the same size and time',
      'f',
      () => {
        writeFileSync(path('f'), 'two');
        utimesSync(path('f'), 1, 1);
      },
    ],
    [
      'another file in its place',
      'f',
      () => {
        writeFileSync(path('g'), 'one');
        renameSync(path('g'), path('f'));
      },
    ],
    ['gone', 'f', () => rmSync(path('f'))],
    ['a name more in a folder', 'd', () => writeFileSync(path('d/x'), '')],
    ['something where nothing was', 'absent', () => writeFileSync(path('absent'), '')],
    [
      'something below what was no folder',
      'f/below',
      () => (rmSync(path('f')), mkdirSync(path('f/below'), { recursive: true })),
    ],
  ];
  for (const [what, name, change] of changes) {
    test(`${what}: noticed`, () => {
      utimesSync(path('f'), 1, 1);
      const stamps = new FileStamps();
      stamps.note(path(name));
      assert.equal(stamps.changed(), undefined);
      change();
      assert.equal(stamps.changed(), path(name));
    });
  }

  test('the first stamp of a path counts', () => {
    const stamps = new FileStamps();
    stamps.note(path('f'));
    writeFileSync(path('f'), 'longer');
    stamps.note(path('f'));
    assert.equal(stamps.changed(), path('f'));
  });
});
