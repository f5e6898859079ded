import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { ConfigError } from '../../lib/config/fault.ts';
import { loadConfiguration, loadSettings } from '../../lib/config/load.ts';
import { faultsOfTables } from '../../lib/config/table-faults.ts';
import { scratchFolder } from './scratch.ts';

const GOOD = new URL('../../fixtures/config/good/', import.meta.url).pathname;

test('an empty file gives the defaults, with the names and units of the program', async () => {
  const settings = await loadSettings({ file: `${GOOD}empty.yaml`, hostname: 'mx.example.com' });
  assert.equal(settings.timeLimitMs, 600_000);
  assert.equal(settings.virus.maxSizeBytes, 25 * 1024 * 1024);
  assert.equal(settings.spam.scanSizeBytes, 400 * 1024);
  assert.equal(settings.journal.keepMs, 10 * 24 * 60 * 60 * 1000);
  assert.equal(settings.stateDirectory, null);
  assert.equal(settings.domain, 'example.com');
});

test('a hostname without a dot is its own domain', async () => {
  assert.equal((await loadSettings({ file: `${GOOD}empty.yaml`, hostname: 'mx' })).domain, 'mx');
});

test('values of a file, and where they come from', async () => {
  const { settings, sources } = await loadConfiguration({ file: `${GOOD}small-site.yaml` });
  assert.equal(settings.hostname, 'mx.example.com');
  assert.deepEqual(settings.virus.clamd, [
    { kind: 'unix', path: '/run/clamav/clamd.ctl' },
    { kind: 'tcp', host: '::1', port: 3310 },
    { kind: 'tcp', host: 'localhost', port: 3311 },
    { kind: 'unix', path: '/run/clamd.sock' },
  ]);
  const originOf = (name: string) => sources.find(source => source.name === name)?.origin;
  assert.equal(originOf('levels.kill'), `${GOOD}small-site.yaml:8`);
  assert.equal(originOf('levels.tag3'), 'default');
});

test('a file asked for by name has to exist', async () => {
  await assert.rejects(loadSettings({ file: '/nonexistent/mailsift.yaml' }), error => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /^\/nonexistent\/mailsift\.yaml: cannot read the configuration: ENOENT/);
    return true;
  });
});

test('a table file that holds what the setting does not take is found before anybody asks it', async t => {
  const table = `${scratchFolder(t)}/kill_levels`;
  const file = `${table}.yaml`;
  writeFileSync(table, '# levels\nsales@example.com 10\nabuse@example.com never\n');
  writeFileSync(file, `levels:\n  kill:\n    - file: ${table}\n`);
  const faults = faultsOfTables(await loadConfiguration({ file }));
  assert.deepEqual(
    faults.map(({ message }) => message),
    [`levels.kill: ${table}:3: expected a number, got "never"`],
  );
});

test('a key named __proto__ is a key like any other', async t => {
  const file = `${scratchFolder(t)}/mailsift.yaml`;
  writeFileSync(file, '__proto__: { soft_bounce: true }\nlevels: { __proto__: 1 }\n');
  await assert.rejects(
    loadSettings({ file }),
    /:1: __proto__: unknown setting[^]*:2: levels\.__proto__: unknown setting/,
  );
});

test('yaml and ajv are loaded for a file only', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ resolve: (name, context, next) => { loaded.push(name); return next(name, context); } });
    const { loadSettings } = await import(${JSON.stringify(new URL('../../lib/config/load.ts', import.meta.url).href)});
    await import(${JSON.stringify(new URL('../../lib/policy/resolve.ts', import.meta.url).href)});
    await loadSettings(process.argv[1] ? { file: process.argv[1] } : {});
    console.log(JSON.stringify(loaded.filter(name => name === 'yaml' || name === 'ajv')));`;
  const run = (...args: string[]) =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', script, ...args], {
      encoding: 'utf8',
    }).trim();
  assert.equal(run(`${GOOD}small-site.yaml`), '["yaml","ajv"]');
  assert.equal(run(`${GOOD}empty.yaml`), '["yaml"]');
});
