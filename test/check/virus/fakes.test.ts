/** The virus check against scanners that misbehave: nothing but a proper verdict may count as clean. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock, suite, test } from 'node:test';
import { checkVirus, type VirusOptions } from '../../../lib/check/virus/check.ts';
import { clamdVersion } from '../../../lib/check/virus/version.ts';
import { Deadline } from '../../../lib/deadline.ts';
import { parsed, plain } from './messages.ts';

/** What a fake does with a connection once the whole stream (or the first data, when `early`) has come. */
interface Behaviour {
  readonly reply?: string;
  readonly early?: boolean;
  readonly hang?: boolean;
  readonly reset?: boolean;
}

async function fakeClamd(behaviour: Behaviour): Promise<{ path: string; open: Set<Socket>; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-fake-clamd-'));
  const path = join(folder, 'clamd.ctl');
  const open = new Set<Socket>();
  const server: Server = createServer(socket => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    let received = Buffer.alloc(0);
    socket.on('data', (data: Buffer) => {
      received = Buffer.concat([received, data]);
      const whole = received.subarray(-4).equals(Buffer.alloc(4));
      if (behaviour.hang === true || (!whole && behaviour.early !== true)) return;
      if (behaviour.reset === true) socket.destroy();
      else socket.end(behaviour.reply ?? '', 'latin1');
    });
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  const stop = (): void => {
    for (const socket of open) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { path, open, stop };
}

function options(own: Partial<VirusOptions>): VirusOptions {
  return {
    clamd: [],
    timeoutMs: 300,
    maxSizeBytes: 1e7,
    partLimitBytes: 1e7,
    scanParts: false,
    clamscan: null,
    ...own,
  };
}

async function check(path: string, body = 'hello'): ReturnType<typeof checkVirus> {
  const message = await parsed(plain(body));
  return checkVirus(message, options({ clamd: [{ kind: 'unix', path }] }), new Deadline(5000));
}

const LARGE = 'x'.repeat(5_000_000);

const FAILURES: readonly (readonly [what: string, behaviour: Behaviour, why: RegExp, body?: string])[] = [
  ['hangs', { hang: true }, /scan: no answer within 0\.3 s/],
  ['hangs without reading much', { hang: true }, /scan: no answer within 0\.3 s/, LARGE],
  ['closes without a reply', { reply: '' }, /connection closed without a reply/],
  ['closes at once', { reply: '', early: true }, /connection (closed without a reply|broke)|EPIPE|ECONNRESET/, LARGE],
  ['breaks off', { reset: true }, /connection closed without a reply|ECONNRESET/],
  ['nonsense', { reply: 'hello\0' }, /unexpected reply: "hello"/],
  ['nonsense that the package takes for clean', { reply: 'a: OK\0' }, /unexpected reply: "a: OK"/],
  ['OK with more on the line', { reply: 'stream: x: OK\0' }, /unexpected reply/],
  ['OK without its terminator', { reply: 'stream: OK' }, /reply cut short/],
  ['OK cut short', { reply: 'stream: O' }, /reply cut short: "stream: O"/],
  ['two lines of OK', { reply: 'stream: OK\0stream: OK\0' }, /unexpected reply/],
  ['an error', { reply: 'Can\'t allocate memory ERROR\0' }, /unexpected reply: "Can't allocate memory ERROR"/],
  ['command read timed out', { reply: 'COMMAND READ TIMED OUT\0' }, /unexpected reply/],
  ['OK before the content', { reply: 'stream: OK\0', early: true }, /before the whole content was sent|EPIPE|broke/, LARGE],
  ['a control character', { reply: 'x\x1b[31m\0' }, /unexpected reply: "x\?\[31m"/],
  ['a reply without end', { reply: 'x'.repeat(20_000) }, /reply longer than 8192 bytes/],
]; // prettier-ignore

await suite('a clamd that fails', async () => {
  for (const [what, behaviour, why, body] of FAILURES) {
    await test(what, async () => {
      const printed = mock.method(console, 'error', () => undefined);
      const fake = await fakeClamd(behaviour);
      try {
        const result = await check(fake.path, body);
        assert.equal(result.state, 'error');
        assert.match(result.why, why);
        assert.ok(result.why.startsWith(`clamd unix:${fake.path}: `));
        assert.equal(printed.mock.callCount(), 0, 'nothing is printed');
        await new Promise(resolve => setTimeout(resolve, 20));
        assert.equal(fake.open.size, 0, 'the connection is closed');
      } finally {
        fake.stop();
        printed.mock.restore();
      }
    });
  }
});

const INFECTED: readonly (readonly [what: string, reply: string, names: readonly string[]])[] = [
  ['a name', 'stream: Win.Test.EICAR_HDB-1 FOUND\0', ['Win.Test.EICAR_HDB-1']],
  ['with md5 and size', 'stream: Eicar-Signature(44d88612fea8a8f36de82e1278abb02f:68) FOUND\0', ['Eicar-Signature']],
  ['a newline for a terminator', 'stream: X FOUND\n', ['X']],
  ['two names, one twice', 'stream: A FOUND\0stream: B FOUND\0stream: A FOUND\0', ['A', 'B']],
  ['control characters', 'stream: a\x07b\x1b[2J FOUND\0', ['a?b?[2J']],
  ['a very long name', `stream: ${'v'.repeat(500)} FOUND\0`, ['v'.repeat(200)]],
]; // prettier-ignore

await suite('names', async () => {
  for (const [what, reply, names] of INFECTED) {
    await test(what, async () => {
      const fake = await fakeClamd({ reply });
      try {
        const result = await check(fake.path);
        assert.equal(result.state, 'done');
        assert.deepEqual(result.finding.viruses, names);
      } finally {
        fake.stop();
      }
    });
  }
});

await test('a size limit that clamd reports while we send', async () => {
  const fake = await fakeClamd({ reply: 'INSTREAM size limit exceeded. ERROR\0', early: true });
  try {
    const result = await check(fake.path, LARGE);
    assert.equal(result.state, 'done');
    assert.match(result.finding.unscanned.join(), /^message: \d+ bytes, more than clamd's StreamMaxLength$/);
  } finally {
    fake.stop();
  }
});

await test('all addresses fail: each one is named with its errno', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-fake-clamd-'));
  try {
    const refused = join(folder, 'refused');
    writeFileSync(refused, '');
    const addresses = [
      { kind: 'unix', path: join(folder, 'missing') },
      { kind: 'unix', path: refused },
    ] as const;
    const result = await checkVirus(
      await parsed(plain('x')),
      options({ clamd: addresses }),
      new Deadline(5000),
    );
    assert.equal(result.state, 'error');
    assert.match(
      result.why,
      /^clamd unix:\S+missing: connect ENOENT .*; clamd unix:\S+refused: connect ECONNREFUSED /,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

await test('a virus stands even if a later scan fails', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-fake-clamd-'));
  const path = join(folder, 'clamd.ctl');
  const replies = ['stream: First FOUND\0', 'nonsense\0'];
  const server = createServer(socket => {
    const reply = replies.shift() ?? '';
    socket.on('data', (data: Buffer) => {
      if (data.subarray(-4).equals(Buffer.alloc(4))) socket.end(reply);
    });
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  try {
    const message = await parsed(plain('hello'));
    const result = await checkVirus(
      message,
      options({ clamd: [{ kind: 'unix', path }], scanParts: true }),
      new Deadline(5000),
    );
    assert.equal(result.state, 'done');
    assert.deepEqual(result.finding.viruses, ['First']);
    assert.match(result.finding.unscanned.join(), /unexpected reply: "nonsense"/);
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

await test('no scanner configured', async () => {
  const result = await checkVirus(await parsed(plain('x')), options({}), new Deadline(5000));
  assert.deepEqual(result, { state: 'skipped', why: 'no scanner configured' });
});

const VERSIONS: readonly (readonly [reply: string, version: string, signatures: Date | null])[] = [
  ['ClamAV 1.4.6/27500/Sat Nov 21 09:00:00 2026\0', 'ClamAV 1.4.6', new Date(2026, 10, 21, 9)],
  ['ClamAV 1.4.6/27500/Sun Nov  1 09:00:00 2026\0', 'ClamAV 1.4.6', new Date(2026, 10, 1, 9)],
  ['ClamAV 1.5.0-rc\0', 'ClamAV 1.5.0-rc', null],
]; // prettier-ignore

await suite('VERSION', async () => {
  const server = (reply: string): Server =>
    createServer(socket => void socket.on('data', () => socket.end(reply)));
  for (const [reply, version, signatures] of VERSIONS) {
    await test(reply.slice(0, -1), async () => {
      const fake = server(reply);
      await new Promise<void>(resolve => fake.listen(0, '127.0.0.1', resolve));
      const { port } = fake.address() as { port: number };
      const answer = await clamdVersion({ kind: 'tcp', host: '127.0.0.1', port }, 1000);
      fake.close();
      assert.deepEqual([answer.version, answer.signatures], [version, signatures]);
    });
  }
  await test('something else', async () => {
    const fake = server('SSH-2.0-OpenSSH\r\n');
    await new Promise<void>(resolve => fake.listen(0, '127.0.0.1', resolve));
    const { port } = fake.address() as { port: number };
    await assert.rejects(
      clamdVersion({ kind: 'tcp', host: '127.0.0.1', port }, 1000),
      /unexpected reply to VERSION: "SSH/,
    );
    fake.close();
  });
});

/** A stand-in for clamscan: `body` runs with $d set to the folder to scan. */
async function withClamscan(body: string): ReturnType<typeof checkVirus> {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-fake-clamscan-'));
  const program = join(folder, 'clamscan');
  writeFileSync(program, `#!/bin/sh\nfor d; do :; done\n${body}\n`);
  chmodSync(program, 0o755);
  try {
    return await checkVirus(
      await parsed(plain('x')),
      options({ clamscan: program, scanParts: true }),
      new Deadline(3000),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PROGRAM: readonly (readonly [what: string, body: string, expected: readonly string[] | RegExp])[] = [
  ['clean', 'for f in "$d"/*; do echo "$f: OK"; done', []],
  ['infected', 'echo "$d/0: OK"; echo "$d/1: Some.Virus FOUND"; exit 1', ['Some.Virus']],
  ['error status', 'for f in "$d"/*; do echo "$f: OK"; done; exit 2', /exit status 2/],
  ['a file left out', 'echo "$d/0: OK"', /1 of the files without a result/],
  ['status 1 without a virus', 'for f in "$d"/*; do echo "$f: OK"; done; exit 1', /exit status 1/],
  ['hangs', 'exec sleep 20', /timed out/],
]; // prettier-ignore

await suite('the clamscan program', async () => {
  for (const [what, body, expected] of PROGRAM) {
    await test(what, async () => {
      const result = await withClamscan(body);
      if (expected instanceof RegExp) {
        assert.equal(result.state, 'error');
        assert.match(result.why, expected);
      } else {
        assert.equal(result.state, 'done');
        assert.deepEqual(result.finding.viruses, expected);
      }
      const left = readdirSync(tmpdir()).filter(name => name.startsWith('mailsift-clamscan-'));
      assert.deepEqual(left, [], 'no temporary folder is left');
    });
  }
  await test('is not there', async () => {
    const result = await checkVirus(
      await parsed(plain('x')),
      options({ clamscan: '/nonexistent/clamscan' }),
      new Deadline(3000),
    );
    assert.equal(result.state, 'error');
    assert.match(result.why, /ENOENT/);
  });
});
