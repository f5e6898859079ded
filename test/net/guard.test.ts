/** The guard that the suite runs with (fixtures/net-guard.cjs): tried in a suite of its own, which has to fail. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

const GUARD = join(import.meta.dirname, '../../fixtures/net-guard.cjs');

suite('a guard against tests that leave this machine', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mailsift-guard-test-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Exit status and output of `node --test` on a file with this code. */
  function run(code: string): { status: number | null; output: string } {
    const file = join(folder, 'some.test.mjs');
    const imports = `import { test } from 'node:test'; import net from 'node:net'; import dgram from 'node:dgram';
      import dns, { lookup } from 'node:dns'; import { spawnSync, spawn } from 'node:child_process'; import { once } from 'node:events';
      const quiet = { env: { PATH: process.env.PATH } };`;
    writeFileSync(file, `${imports}\ntest('t', async () => { ${code} });\n`);
    const others = ['MAILSIFT_TEST_GUARD', 'NODE_OPTIONS', 'NODE_TEST_CONTEXT'].flatMap(name => ['-u', name]);
    const command = [...others, process.execPath, '--require', GUARD, '--test', file];
    const ended = spawnSync('env', command, { encoding: 'utf8', timeout: 10_000 });
    return { status: ended.status, output: ended.stdout + ended.stderr };
  }

  const udp = (to: string): string =>
    `dgram.createSocket('udp4').unref().on('error', () => {}).send('x', 53, '${to}');`;

  for (const [what, code, told] of [
    ['a datagram', `try { ${udp('192.0.2.53')} } catch {}`, /UDP to 192\.0\.2\.53/],
    [
      'a connected datagram socket',
      `try { dgram.createSocket('udp4').unref().on('error', () => {}).connect(53, '192.0.2.53'); } catch {}`,
      /UDP to 192\.0\.2\.53 port 53/,
    ],
    [
      'TCP',
      `await once(net.connect(25, '192.0.2.1'), 'close').catch(() => {});`,
      /TCP to 192\.0\.2\.1 port 25/,
    ],
    [
      'TCP to a name',
      `await once(net.connect({ host: 'a.test', port: 25 }), 'close').catch(() => {});`,
      /TCP to a\.test/,
    ],
    ['a look-up', `await new Promise(done => lookup('example.org', done));`, /DNS lookup example\.org/],
    [
      'a promised look-up',
      `await dns.promises.resolve4('example.org').catch(() => {});`,
      /DNS resolve4 example\.org/,
    ],
    [
      'a process with an environment of its own',
      `spawnSync(process.execPath, ['-e', "require('net').connect(25, '192.0.2.1').on('error', () => {})"], quiet);`,
      /TCP to 192\.0\.2\.1 port 25/,
    ],
    [
      'the same, not waited for by the parent',
      `await once(spawn(process.execPath, ['-e', "require('net').connect(25, '192.0.2.1').on('error', () => {})"], quiet), 'exit');`,
      /TCP to 192\.0\.2\.1 port 25/,
    ],
  ] satisfies [string, string, RegExp][]) {
    test(`${what} to elsewhere fails the test file`, () => {
      const { status, output } = run(code);
      assert.equal(status, 1, output);
      assert.match(output, told);
    });
  }

  for (const [what, code] of [
    ['a datagram', udp('127.0.0.1')],
    ['TCP', `await once(net.connect(1, '127.0.0.1'), 'close').catch(() => {});`],
    ['TCP over IPv6', `await once(net.connect(1, '::1'), 'close').catch(() => {});`],
    ['a Unix socket', `await once(net.connect('/nowhere/socket'), 'close').catch(() => {});`],
    ['the name localhost', `await new Promise(done => lookup('localhost', done));`],
    [
      'a resolver that asks this host',
      `const r = new dns.promises.Resolver({ timeout: 10, tries: 1 }); r.setServers(['127.0.0.1:1']); await r.resolve4('example.org').catch(() => {});`,
    ],
    [
      'a process',
      `spawnSync(process.execPath, ['-e', "require('net').connect(1, '127.0.0.1').on('error', () => {})"], quiet);`,
    ],
  ] satisfies [string, string][]) {
    test(`${what} on this machine does not`, () => {
      const { status, output } = run(code);
      assert.equal(status, 0, output);
    });
  }
});
