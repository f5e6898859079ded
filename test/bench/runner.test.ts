import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { eachInput } from './each-input.ts';
import { processTree, treeUsage } from './processes.ts';
import { startRunner } from './runner.ts';

suite('measuring a command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-bench-'));
  const runner = startRunner();
  const shell = (script: string) => ['/bin/sh', '-c', script];
  after(async () => {
    await runner[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test('time that passes, processor time and memory of what it starts', async () => {
    const sleeping = await runner.run({ argv: ['/bin/sleep', '0.2'] }, '/dev/null');
    assert.ok(sleeping.elapsedMs >= 200 && sleeping.cpuMs < 100);
    const script = 'my $x = "x" x 50_000_000; my $end = times + 0.2; 1 while times < $end';
    const busy = await runner.run({ argv: shell(`/usr/bin/perl -e '${script}'; exit`) }, '/dev/null');
    assert.ok(busy.cpuMs >= 190, `${busy.cpuMs} ms`);
    assert.ok(busy.peakKb! > 48_000, `${busy.peakKb} kB`);
  });

  test('the environment holds what is given and nothing else', async () => {
    const argv = shell('[ "$GIVEN" = "a=b c" ] && [ -n "$PATH" ] && [ -z "$HOME$NODE_EXTRA_CA_CERTS" ]');
    await runner.run({ argv, env: { GIVEN: 'a=b c' } }, '/dev/null');
  });

  test('a bad status is told, a good one passes', async () => {
    await assert.rejects(runner.run({ argv: shell('exit 3') }, '/dev/null'), /status 3/);
    await assert.rejects(runner.run({ argv: shell('kill -9 $$') }, '/dev/null'), /status 137/);
    await assert.rejects(runner.run({ argv: ['/nonexistent'] }, '/dev/null'), /status 127/);
    await runner.run({ argv: shell('exit 3'), good: [0, 3] }, '/dev/null');
  });

  test('each file is standard input of a command of its own', async () => {
    const files = ['one', "it's two"].map(name => join(folder, name));
    for (const file of files) writeFileSync(file, file);
    const argv = eachInput(folder, 2, shell(`name=$(cat); echo seen >"$name.seen"`), files);
    await runner.run({ argv }, '/dev/null');
    await runner.run({ argv: ['/bin/ls', ...files.map(file => `${file}.seen`)] }, '/dev/null');
  });

  test('the tree of this process holds it and the runner', () => {
    const tree = processTree(process.pid);
    assert.equal(tree[0], process.pid);
    assert.ok(tree.length > 1);
    assert.ok(treeUsage(process.pid).peakKb > 10_000);
  });
});
