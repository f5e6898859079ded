import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { walk, type WalkOptions } from '../../lib/inputs/walk.ts';

const root = mkdtempSync(join(tmpdir(), 'mailsift-walk-'));
after(() => rmSync(root, { recursive: true, force: true }));

function files(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), 'x');
  }
}

const EVERYTHING: WalkOptions = { subfolders: true, deleted: true };

const found = (name: string, options = EVERYTHING) =>
  [...walk(join(root, name), options)].map(({ kind, path }) => [kind, path.slice(root.length + 1)]);

test('a folder: sorted, all the way down, without hidden names, links to folders and what is no file', () => {
  files('plain/b', 'plain/a', 'plain/deep/er/c', 'plain/.hidden', 'plain/.dir/d');
  symlinkSync('..', join(root, 'plain/loop'));
  symlinkSync('a', join(root, 'plain/linked'));
  assert.equal(spawnSync('mkfifo', [join(root, 'plain/pipe')]).status, 0);
  assert.deepEqual(found('plain'), [
    ['file', 'plain/a'],
    ['file', 'plain/b'],
    ['file', 'plain/deep/er/c'],
    ['file', 'plain/linked'],
  ]);
});

test('a Maildir: cur, new and subfolders; neither tmp nor the files of IMAP servers', () => {
  files(
    'Maildir/cur/1:2,S',
    'Maildir/new/2',
    'Maildir/tmp/3',
    'Maildir/dovecot.index',
    'Maildir/.Sent/cur/4',
  );
  mkdirSync(join(root, 'Maildir/.Sent/new'));
  assert.deepEqual(found('Maildir'), [
    ['file', 'Maildir/.Sent/cur/4'],
    ['file', 'Maildir/cur/1:2,S'],
    ['file', 'Maildir/new/2'],
  ]);
});

test('a named pipe that a person names is a stream; what is missing is trouble', () => {
  assert.deepEqual(found('plain/pipe'), [['stream', 'plain/pipe']]);
  assert.deepEqual(found('nowhere'), [['trouble', 'nowhere']]);
});

test('for learning: no subfolders of a Maildir, nothing that its reader has deleted', () => {
  files('Mail/cur/1:2,S', 'Mail/cur/2:2,ST', 'Mail/new/3', 'Mail/.Junk/cur/4', 'Mail/.Junk/new/5');
  files('mh/1', 'mh/,2', 'mh/sub/3');
  const options = { subfolders: false, deleted: false };
  assert.deepEqual(found('Mail', options), [
    ['file', 'Mail/cur/1:2,S'],
    ['file', 'Mail/new/3'],
  ]);
  assert.deepEqual(found('mh', options), [
    ['file', 'mh/1'],
    ['file', 'mh/sub/3'],
  ]);
});
