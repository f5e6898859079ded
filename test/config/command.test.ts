/** mailsift config, as a process. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const FIXTURES = new URL('../../fixtures/config/', import.meta.url).pathname;
const COMMAND = new URL('../../lib/cli/config.ts', import.meta.url).href;
const SCRIPT = `
  const { configCommand } = await import(${JSON.stringify(COMMAND)});
  await configCommand().parseAsync(process.argv.slice(1), { from: 'user' });`;

function config(...args: string[]) {
  const options = { encoding: 'utf8', cwd: FIXTURES } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', SCRIPT, '--', ...args],
    options,
  );
  return { status, stdout, stderr };
}

test('check: a good file', () => {
  assert.deepEqual(config('check', 'good/small-site.yaml'), {
    status: 0,
    stdout: 'good/small-site.yaml: OK\n',
    stderr: '',
  });
});

test('check: a faulty file, every fault on standard error, status 78 (EX_CONFIG)', () => {
  const { status, stdout, stderr } = config('check', 'bad/several.yaml');
  assert.equal(status, 78);
  assert.equal(stdout, '');
  assert.equal(stderr.trim().split('\n').length, 4);
});

test('show: a setting, its value and its line', () => {
  const { status, stdout } = config('show', '--config', 'good/small-site.yaml');
  assert.equal(status, 0);
  assert.match(stdout, /^levels\.kill = 12 +good\/small-site\.yaml:8$/m);
  assert.match(stdout, /^levels\.tag3 = null +default$/m);
  assert.match(stdout, /^domain = "example\.com" +default$/m);
});

test('show --recipient: which table decided', () => {
  const file = 'good/every-kind-of-table.yaml';
  const { stdout } = config(
    'show',
    '--config',
    file,
    '--recipient',
    'sales@example.com',
    '--sender',
    'friend@example.net',
    '--json',
  );
  const rows = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { name: string });
  assert.deepEqual(
    rows.find(({ name }) => name === 'levels.kill'),
    {
      name: 'levels.kill',
      value: 10,
      origin: `${file}:4 hash "sales@example.com"`,
    },
  );
});

test('schema: JSON with every group', () => {
  const schema = JSON.parse(config('schema').stdout) as { properties: object };
  assert.ok(Object.keys(schema.properties).includes('levels'));
});
