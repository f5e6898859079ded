/**
 * `mailsift filter` as Postfix runs it: the launcher, a message on standard input, an empty environment. Whatever is
 * wrong, the status is 0, 69 or 75, nothing goes to standard error, and standard output has one line.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { separateAddresses } from '../../lib/cli/filter-arguments.ts';
import { envelopeFrom } from '../../lib/cli/filter-envelope.ts';
import { filterCommand } from '../../lib/cli/filter.ts';
import { GTUBE, mail, mailWith } from '../support/mail.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'mailsift-filter-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Run {
  readonly config?: string;
  readonly args?: readonly string[];
  readonly input?: Buffer;
  /** Do not end the input. */
  readonly open?: boolean;
  readonly meanwhile?: (pid: number) => Promise<void>;
}

/** A stand-in for sendmail; what it is given lies in $folder/sent. */
const SENDMAIL = join(folder, 'sendmail');
writeFileSync(SENDMAIL, `#!/bin/sh\ncat >"${folder}/sent"\n`);
chmodSync(SENDMAIL, 0o755);

async function run({
  config = '',
  args = ['-f', 'a@example.org', '--', 'b@example.com'],
  input = mail('x', 'y\n'),
  ...rest
}: Run): Promise<Ended> {
  writeFileSync(
    join(folder, 'config.yaml'),
    `log: { destination: none }\nnetwork: { enabled: false }\n${config}`,
  );
  rmSync(join(folder, 'sent'), { force: true });
  const common = ['--config', join(folder, 'config.yaml'), '--state-directory', join(folder, 'state')];
  const program = config.includes('sendmail:') ? [] : ['--sendmail', SENDMAIL];
  const child = spawn(join(ROOT, 'bin/mailsift'), ['filter', ...common, ...program, ...args], {
    env: { PATH: '/usr/bin:/bin' },
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  child.stdin.write(input);
  if (rest.open !== true) child.stdin.end();
  await rest.meanwhile?.(child.pid!);
  return { status: await ended, ...text };
}

const ending = (status: number) => {
  const path = join(folder, `ends-in-${status}`);
  writeFileSync(path, `#!/bin/sh\ncat >/dev/null\necho trouble >&2\nexit ${status}\n`);
  chmodSync(path, 0o755);
  return `sendmail: { path: ${path} }`;
};

suite('filter', () => {
  const unreadable = join(folder, 'broken.yaml');
  writeFileSync(unreadable, 'destiny: [\n');
  const hanging = join(folder, 'hangs');
  writeFileSync(hanging, '#!/bin/sh\nexec sleep 100\n');
  chmodSync(hanging, 0o755);
  const program = mailWith('P', {
    name: 'setup.exe',
    type: 'application/octet-stream',
    content: Buffer.from('MZ'),
  });

  const rows: readonly (readonly [string, Run, number, boolean])[] = [
    ['plain mail', {}, 0, true],
    ['an empty message', { input: Buffer.alloc(0) }, 0, true],
    ['spam', { input: mail('s', `${GTUBE}\n`) }, 0, true],
    [
      'spam that is refused',
      { input: mail('s', `${GTUBE}\n`), config: 'destiny: { spam: reject }' },
      69,
      false,
    ],
    [
      'spam that is discarded',
      { input: mail('s', `${GTUBE}\n`), config: 'destiny: { spam: discard }' },
      0,
      false,
    ],
    [
      'spam with soft_bounce',
      { input: mail('s', `${GTUBE}\n`), config: 'destiny: { spam: reject }\nsoft_bounce: true' },
      75,
      false,
    ],
    ['a forbidden attachment', { input: program }, 0, false],
    ['a dry run', { args: ['--dry-run', 'a@x', 'b@x'] }, 0, false],
    ['positional addresses', { args: ['a@x', 'b@x', 'c@x'] }, 0, true],
    ['a sender that starts with a dash', { args: ['-a@x', '-b@x'] }, 0, true],
    ['the null sender', { args: ['', 'b@x'] }, 0, true],
    ['a recipient that is empty', { args: ['a@x', 'b@x', ''] }, 75, false],
    [
      'HELO that looks like an option',
      { args: ['--client-helo', '--', '-f', '-a@x', '--', '-b@x'] },
      0,
      true,
    ],
    ['an unknown option', { args: ['--no-such-option', 'a@x', 'b@x'] }, 75, false],
    ['an option without its value', { args: ['--queue-id'] }, 75, false],
    ['no recipients', { args: ['a@x'] }, 75, false],
    ['no arguments', { args: [] }, 75, false],
    ['a faulty configuration', { config: 'destiny: { spam: drop }' }, 75, false],
    ['a missing configuration', { args: ['--config', '/nonexistent', 'a@x', 'b@x'] }, 75, false],
    ['a configuration that is no YAML', { args: ['--config', unreadable, 'a@x', 'b@x'] }, 75, false],
    ['a table that is missing', { config: 'local_domains: [ { file: /nonexistent } ]' }, 75, false],
    ['rules that are missing', { args: ['--rules', '/nonexistent', 'a@x', 'b@x'] }, 75, false],
    [
      'rules that are missing, passed on purpose',
      { args: ['--rules', '/nonexistent', 'a@x', 'b@x'], config: 'spam: { on_failure: pass }' },
      0,
      true,
    ],
    ['clamd that is not there', { config: 'virus: { clamd: [ /nonexistent/clamd ] }' }, 75, false],
    [
      'clamd that is not there, tagged on purpose',
      { config: 'virus: { clamd: [ /nonexistent/clamd ], on_failure: tag }' },
      0,
      true,
    ],
    [
      'a state folder that cannot be',
      { args: ['--state-directory', '/dev/null/x', 'a@x', 'b@x'] },
      75,
      false,
    ],
    ['a spool folder that cannot be', { config: 'spool: { directory: /nonexistent }' }, 75, false],
    ['sendmail that is missing', { config: 'sendmail: { path: /nonexistent/sendmail }' }, 75, false],
    ['sendmail that hangs', { config: `sendmail: { path: ${hanging}, timeout: 1s }` }, 75, false],
    [
      'sendmail that outlasts the time limit',
      { config: `sendmail: { path: ${hanging} }\ntime_limit: 2s` },
      75,
      false,
    ],
    ...[1, 64, 69, 70, 75, 77].map(
      status => [`sendmail that ends in ${status}`, { config: ending(status) }, 75, false] as const,
    ),
    ['input that never ends', { open: true, config: 'time_limit: 1s' }, 75, false],
    ['TERM while reading', { open: true, meanwhile: terminate }, 75, false],
    ['an address that is not UTF-8', { args: ['a@x', 'b\uFFFD@x'] }, 75, false],
    [
      'a message shorter than announced',
      { args: ['--size', '9999', '--queue-id', 'SHORT', 'a@x', 'b@x'] },
      75,
      false,
    ],
  ];
  for (const [name, what, status, sent] of rows) {
    test(`${name}: ${status}`, async () => {
      const ended = await run(what);
      assert.deepEqual([ended.status, ended.stderr], [status, '']);
      assert.match(ended.stdout, /^[245]\.\d{1,3}\.\d{1,3} [ -~]+\n$/);
      assert.equal(existsSync(join(folder, 'sent')), sent);
    });
  }

  const streams: readonly (readonly [string, string, number])[] = [
    ['standard input closed', '<&-', 75],
    ['standard output closed', '>&-', 0],
    ['standard output full', '>/dev/full', 0],
  ];
  for (const [name, redirection, status] of streams) {
    test(`${name}: ${status}`, () => {
      writeFileSync(join(folder, 'config.yaml'), 'log: { destination: none }\nnetwork: { enabled: false }\n');
      const script = `"$0" filter --config ${folder}/config.yaml --state-directory ${folder}/state --sendmail ${SENDMAIL} a@x b@x ${redirection}`;
      const ended = spawnSync('sh', ['-c', script, join(ROOT, 'bin/mailsift')], {
        input: mail('x', 'y\n'),
        env: { PATH: '/usr/bin:/bin' },
      });
      assert.deepEqual([ended.status, ended.stderr.toString()], [status, '']);
    });
  }

  test('large input is taken in whole, also when the arguments are wrong', async () => {
    const input = mail('x', Buffer.alloc(3_000_000, 'y\n'));
    assert.equal((await run({ input, args: ['--no-such-option'] })).status, 75);
    assert.equal((await run({ input })).status, 0);
    assert.ok(readFileSync(join(folder, 'sent')).subarray(-input.length).equals(input));
  });

  test('60 MB stay under 250 MB resident; 10,000 parts, 1,000 levels and 10 MB of header end within 5 s', async () => {
    const attacks: readonly (readonly [string, Buffer])[] = [
      [
        '60 MB',
        mailWith('L', {
          name: 'x.bin',
          type: 'application/octet-stream',
          content: Buffer.alloc(44_000_000, 'mailsift'),
        }),
      ],
      ['10,000 parts', mail('P', '--b\n\nx\n'.repeat(10_000), ['Content-Type: multipart/mixed; boundary=b'])],
      [
        '1,000 levels',
        mail(
          'D',
          Array.from(
            { length: 1000 },
            (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
          ).join(''),
          ['Content-Type: multipart/mixed; boundary=b', ''],
        ),
      ],
      ['10 MB header', mail('H', 'x\n', [`X-Long: ${'y'.repeat(10_000_000)}`])],
    ];
    for (const [name, input] of attacks) {
      let peakKb = 0;
      const start = performance.now();
      const watch = async (pid: number) => {
        while (existsSync(`/proc/${pid}`)) {
          peakKb = Math.max(peakKb, peakBelow(pid));
          await sleep(20);
        }
      };
      const ended = await run({
        input,
        meanwhile: pid => {
          void watch(pid);
          return Promise.resolve();
        },
      });
      assert.deepEqual([name, ended.status], [name, 0]);
      assert.ok(performance.now() - start < 5000, `${name} takes ${performance.now() - start} ms`);
      assert.ok(peakKb > 10_000 && peakKb < 250_000, `${name} takes ${peakKb} kB`);
    }
  });

  /** The largest VmHWM of the children of the launcher, kB. */
  function peakBelow(pid: number): number {
    try {
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean);
      const peaks = children.map(child =>
        Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1] ?? 0),
      );
      return Math.max(0, ...peaks);
    } catch {
      // It ended meanwhile.
      return 0;
    }
  }

  /** Once the runtime waits for its input. */
  async function terminate(pid: number): Promise<void> {
    for (let [before, ticks] = [-1, 0]; ticks === 0 || ticks !== before;) {
      await sleep(700);
      [before, ticks] = [ticks, ticksOfChildren(pid)];
    }
    process.kill(pid, 'SIGTERM');
  }

  /** Processor time so far, in clock ticks (proc(5)). */
  function ticksOfChildren(pid: number): number {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    return children
      .filter(child => child !== '')
      .map(child =>
        readFileSync(`/proc/${child}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' '),
      )
      .reduce((sum, fields) => sum + Number(fields[11]) + Number(fields[12]), 0);
  }
});

suite('the arguments of filter', () => {
  const separated = (...args: string[]) => separateAddresses(filterCommand(), args);
  const rows: readonly (readonly [readonly string[], readonly string[]])[] = [
    [
      ['a@x', 'b@x'],
      ['--', 'a@x', 'b@x'],
    ],
    [
      ['-a@x', 'b@x'],
      ['--', '-a@x', 'b@x'],
    ],
    [
      ['', 'b@x'],
      ['--', '', 'b@x'],
    ],
    [
      ['--queue-id', 'Q', 'a@x', '-b@x'],
      ['--queue-id', 'Q', '--', 'a@x', '-b@x'],
    ],
    [
      ['--queue-id', '', '-f', '-a@x', '--', '-b@x'],
      ['--queue-id', '', '-f', '-a@x', '--', '-b@x'],
    ],
    [
      ['--dry-run', 'a@x', 'b@x'],
      ['--dry-run', '--', 'a@x', 'b@x'],
    ],
    [
      ['--queueid', 'Q', 'a@x'],
      ['--queueid', 'Q', 'a@x'],
    ],
    [
      ['--config=/x', 'a@x'],
      ['--config=/x', '--', 'a@x'],
    ],
  ];
  for (const [given, expected] of rows)
    test(given.join(' '), () => assert.deepEqual(separated(...given), expected));
});

suite('the envelope', () => {
  const rows: readonly (readonly [
    string,
    readonly string[],
    Parameters<typeof envelopeFrom>[1],
    string,
    readonly string[],
  ])[] = [
    ['positional', ['a@x', 'b@x', 'c@x'], {}, 'a@x', ['b@x', 'c@x']],
    ['with -f', ['b@x'], { sender: 'a@x' }, 'a@x', ['b@x']],
    ['null: empty', ['', 'b@x'], {}, '', ['b@x']],
    ['null: <>', ['<>', 'b@x'], {}, '', ['b@x']],
    ['null: MAILER-DAEMON', ['MAILER-DAEMON', 'b@x'], {}, '', ['b@x']],
    ['null: -f empty', ['b@x'], { sender: '' }, '', ['b@x']],
    ['mailer-daemon with a domain is somebody', ['mailer-daemon@x', 'b@x'], {}, 'mailer-daemon@x', ['b@x']],
    [
      'quoted by flag q',
      ['"a b"@x', '"a,b"@x', '"q\\"q"@x', '"a@b"@x'],
      {},
      'a b@x',
      ['a,b@x', 'q"q@x', 'a@b@x'],
    ],
    ['not quoted', ['a b@x', 'a@b@x'], {}, 'a b@x', ['a@b@x']],
    [
      'others',
      ['a@[192.0.2.1]', 'postmaster', 'owner-list+x@y', 'j\u00f6rg@x'],
      {},
      'a@[192.0.2.1]',
      ['postmaster', 'owner-list+x@y', 'j\u00f6rg@x'],
    ],
    ['twice the same recipient', ['a@x', 'b@x', 'b@x'], {}, 'a@x', ['b@x']],
  ];
  for (const [name, addresses, options, sender, recipients] of rows) {
    test(name, () => {
      const envelope = envelopeFrom(addresses, options);
      assert.deepEqual([envelope.sender, envelope.recipients], [sender, recipients]);
    });
  }

  test('empty macros are absent', () => {
    const envelope = envelopeFrom(['a@x', 'b@x'], { queueId: '', clientAddress: '', saslUsername: '' });
    assert.deepEqual(envelope, { sender: 'a@x', recipients: ['b@x'], client: {} });
  });
});
