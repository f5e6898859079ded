import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { text as readAll } from 'node:stream/consumers';
import { openLog } from '../../lib/log/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-log-'));
after(() => rmSync(folder, { recursive: true }));

const NOWHERE = join(folder, 'no-such-socket');

function place(name: string): string {
  return join(folder, name);
}

function program(name: string, script: string): string {
  writeFileSync(place(name), `#!/bin/sh\n${script}\n`);
  chmodSync(place(name), 0o755);
  return place(name);
}

/** A socket path that exists, so that the logger program is tried. */
function someSocket(): string {
  const path = place('exists');
  writeFileSync(path, '');
  return path;
}

test('a file line has time, host, program and log id, and the file is 0640', async () => {
  const file = place('own.log');
  const log = openLog({ destination: 'file', format: 'text', file });
  log.identify('4gAbC1');
  log.info('started\nforged line');
  log.warn('x'.repeat(3000));
  await log.flush();
  const [first, second, end, ...more] = readFileSync(file, 'utf8').split('\n');
  assert.match(first!, /^\d{4}-\d\d-\d\dT[\d:.]+Z \S+ mailsift\[\d+\]: \(4gAbC1\) started\\nforged line$/);
  assert.match(second!, /: warn: .*x{3000}$/);
  assert.deepEqual([end, more], ['', []]);
  assert.equal(statSync(file).mode & 0o137, 0); // 0640 at most
});

test('JSON lines parse and carry time, level and id', async () => {
  const file = place('own.json');
  const log = openLog({ destination: 'file', format: 'json', file });
  log.identify('4gAbC1');
  log.error('bad\x1b[2J');
  await log.flush();
  const entry = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  assert.deepEqual(Object.keys(entry), ['time', 'level', 'event', 'id', 'text']);
  assert.deepEqual([entry['level'], entry['id'], entry['text']], ['error', '4gAbC1', 'bad\x1b[2J']);
});

test('journald gets its stream header, then severity and text of each line', async () => {
  const journalSocket = place('journal');
  const received: Promise<string>[] = [];
  const server = createServer(connection => received.push(readAll(connection)));
  server.listen(journalSocket);
  await once(server, 'listening');
  const log = openLog({ destination: 'syslog', format: 'text', journalSocket, file: place('unused.log') });
  log.identify('Q1');
  log.info('one');
  log.warn('two');
  await log.flush();
  server.close();
  await once(server, 'close');
  // sd_journal_stream_fd(3): identifier, unit, priority (mail.info), level prefix, three forwards.
  assert.deepEqual(await Promise.all(received), ['mailsift\n\n22\n1\n0\n0\n0\n<6>(Q1) one\n<4>(Q1) two\n']);
  assert.ok(!existsSync(place('unused.log')));
});

const LOGGER = '/usr/bin/logger';
const PYTHON = spawnSync('python3', ['--version']).status === 0;
const cannotLog = existsSync(LOGGER) && PYTHON ? false : 'needs logger(1) and python3';

test('without journald, logger(1) hands the lines to a datagram socket', { skip: cannotLog }, async () => {
  const socketPath = place('devlog');
  const receiver = spawn('python3', [
    '-c',
    'import socket,sys\ns=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\ns.bind(sys.argv[1])\nprint("ready",flush=True)\n' +
      's.settimeout(5)\nfor i in range(3): print(s.recv(9000).decode(),flush=True)',
    socketPath,
  ]);
  await once(receiver.stdout, 'data');
  const lines = readAll(receiver.stdout);
  const log = openLog({
    destination: 'syslog',
    format: 'text',
    journalSocket: NOWHERE,
    logger: { socketPath },
  });
  log.identify('Q1');
  log.info(`one ${'é'.repeat(600)}`);
  log.error('<3>two');
  await log.flush();
  const [first, second, third] = (await lines).trim().split('\n');
  assert.match(first!, /^<22>.* mailsift\[\d+\]: \(Q1\) one é+\.\.\.$/);
  assert.match(second!, /^<22>.* mailsift\[\d+\]: \(Q1\) \.\.\.é+$/);
  assert.match(third!, /^<19>.* mailsift\[\d+\]: \(Q1\) <3>two$/);
});

const FAILING: [name: string, program: string, maxMs: number][] = [
  ['is missing', place('no-such-program'), 1500],
  ['fails', program('fails', 'cat >/dev/null; exit 1'), 1500],
  ['does not read', program('deaf', 'exit 1'), 1500],
  ['hangs', program('hangs', 'exec sleep 20'), 1500],
];

for (const [name, loggerProgram, maxMs] of FAILING) {
  test(`when logger ${name}, the lines go to the file within the time limit`, async () => {
    const file = place(`fallback-${name}.log`);
    const log = openLog({
      destination: 'syslog',
      format: 'text',
      file,
      journalSocket: NOWHERE,
      logger: { program: loggerProgram, socketPath: someSocket() },
      flushLimitMs: 400,
    });
    log.info('kept');
    const began = performance.now();
    await log.flush();
    assert.ok(performance.now() - began < maxMs);
    assert.match(readFileSync(file, 'utf8'), /kept\n$/);
  });
}

test('a log that can go nowhere loses its lines and nothing else', async () => {
  const log = openLog({ destination: 'file', format: 'text', file: join(folder, 'no', 'such', 'folder') });
  log.info('lost');
  await log.flush();
  await log.flush();
});

test('a named pipe without a reader does not hold the run up', async () => {
  const file = place('fifo');
  assert.equal(spawnSync('mkfifo', [file]).status, 0);
  const log = openLog({ destination: 'file', format: 'text', file });
  log.info('lost');
  await log.flush();
});

test('none writes nothing, and an empty log makes no file', async () => {
  const none = openLog({ destination: 'none', format: 'text', file: place('none.log') });
  none.info('x');
  await none.flush();
  await openLog({ destination: 'file', format: 'text', file: place('none.log') }).flush();
  assert.ok(!existsSync(place('none.log')));
});
