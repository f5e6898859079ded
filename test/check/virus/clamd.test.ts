/** The virus check against a real clamd (skipped when none is installed). */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { after, before, suite, test, type TestContext } from 'node:test';
import { checkVirus, type VirusOptions } from '../../../lib/check/virus/check.ts';
import { clamdVersion } from '../../../lib/check/virus/version.ts';
import { Deadline } from '../../../lib/deadline.ts';
import { EICAR, freePort, startClamd, type TestClamd } from '../../support/clamd.ts';
import { zip } from '../../support/zip.ts';
import { base64, parsed, plain, withPart } from './messages.ts';

const INFECTED = ['Test.EICAR.Anywhere.UNOFFICIAL'];
const BINARY = 'Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64';
const EICAR_BASE64 = Buffer.from(EICAR, 'latin1').toString('base64');
/** Two base64 streams in a row: the padding of the first stands in the middle. */
const PADDED_INSIDE = `${Buffer.from('Hi').toString('base64')}\n${EICAR_BASE64}`;

const CASES: readonly (readonly [what: string, message: string, viruses: readonly string[]])[] = [
  ['clean text', plain('nothing here'), []],
  ['in plain text', plain(EICAR), INFECTED],
  ['in a base64 attachment', withPart(BINARY, base64(EICAR)), INFECTED],
  ['clean base64 attachment', withPart(BINARY, base64('harmless')), []],
  ['in a deflated zip', withPart(BINARY, base64(zip('e.com', Buffer.from(EICAR, 'latin1')))), INFECTED],
  ['in a stored zip', withPart(BINARY, base64(zip('e.com', Buffer.from(EICAR, 'latin1'), 'stored'))), INFECTED],
  ['in message/rfc822', withPart('Content-Type: message/rfc822', withPart(BINARY, base64(EICAR)).replaceAll('=_b', '=_c')), INFECTED],
  ['in message/rfc822 in base64', withPart('Content-Type: message/rfc822\nContent-Transfer-Encoding: base64', base64(withPart(BINARY, base64(EICAR)))), INFECTED],
  ['base64 padded in the middle', withPart(BINARY, PADDED_INSIDE), INFECTED],
  ['blank before the colon of the encoding', withPart(BINARY.replace('Encoding:', 'Encoding :'), base64(EICAR)), INFECTED],
]; // prettier-ignore

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

await suite('clamd', async () => {
  let clamd: TestClamd | null = null;
  before(async () => {
    clamd = await startClamd();
  });
  after(() => clamd?.stop());

  function running(t: TestContext): TestClamd | undefined {
    if (clamd === null) t.skip('clamd is not installed');
    return clamd ?? undefined;
  }

  function options(daemon: TestClamd, own: Partial<VirusOptions> = {}): VirusOptions {
    return {
      clamd: [{ kind: 'unix', path: daemon.socketPath }],
      timeoutMs: 10_000,
      maxSizeBytes: 25_000_000,
      partLimitBytes: 25_000_000,
      scanParts: true,
      clamscan: null,
      ...own,
    };
  }

  for (const [what, message, viruses] of CASES) {
    await test(what, async t => {
      const daemon = running(t);
      if (daemon === undefined) return;
      const result = await checkVirus(await parsed(message), options(daemon), new Deadline(20_000));
      assert.equal(result.state, 'done');
      assert.deepEqual(result.finding, {
        viruses,
        unscanned: [],
        scanner: `clamd unix:${daemon.socketPath}`,
      });
    });
  }

  await test('an 18 MB attachment over TCP, with EICAR at its end', async t => {
    const daemon = running(t);
    if (daemon === undefined) return;
    const content = Buffer.concat([randomBytes(13_000_000), Buffer.from(EICAR, 'latin1')]);
    const address = { kind: 'tcp', host: '127.0.0.1', port: daemon.port } as const;
    const message = await parsed(withPart(BINARY, base64(content)));
    const result = await checkVirus(message, options(daemon, { clamd: [address] }), new Deadline(30_000));
    assert.equal(result.state, 'done');
    assert.deepEqual(result.finding.viruses, INFECTED);
    assert.equal(result.finding.scanner, `clamd tcp:127.0.0.1:${daemon.port}`);
  });

  await test('too large for us: the message is unscanned, its small parts are not', async t => {
    const daemon = running(t);
    if (daemon === undefined) return;
    const message = await parsed(`${withPart(BINARY, base64(EICAR))}${'x'.repeat(5000)}`);
    const result = await checkVirus(message, options(daemon, { maxSizeBytes: 4000 }), new Deadline(20_000));
    assert.equal(result.state, 'done');
    assert.deepEqual(result.finding.viruses, INFECTED);
    assert.match(result.finding.unscanned.join(), /^message: \d+ bytes, more than the 4000 bytes/);
  });

  await test('no sockets stay open', async t => {
    const daemon = running(t);
    if (daemon === undefined) return;
    const message = await parsed(withPart(BINARY, base64(EICAR)));
    await checkVirus(message, options(daemon), new Deadline(20_000));
    const before = openFiles();
    for (let i = 0; i < 10; i++) await checkVirus(message, options(daemon), new Deadline(20_000));
    assert.equal(openFiles(), before);
  });

  await test('a refused address, a missing one, then the real one', async t => {
    const daemon = running(t);
    if (daemon === undefined) return;
    const addresses = [
      { kind: 'tcp', host: '127.0.0.1', port: await freePort() },
      { kind: 'unix', path: `${daemon.socketPath}.missing` },
      { kind: 'unix', path: daemon.socketPath },
    ] as const;
    const result = await checkVirus(
      await parsed(plain(EICAR)),
      options(daemon, { clamd: addresses }),
      new Deadline(20_000),
    );
    assert.equal(result.state, 'done');
    assert.deepEqual(result.finding.viruses, INFECTED);
    assert.equal(result.finding.scanner, `clamd unix:${daemon.socketPath}`);
  });

  await test('VERSION', async t => {
    const daemon = running(t);
    if (daemon === undefined) return;
    const address = { kind: 'tcp', host: '127.0.0.1', port: daemon.port } as const;
    const { version, signatures } = await clamdVersion(address, 5000);
    assert.match(version, /^ClamAV \d+\.\d+\.\d+$/);
    assert.equal(signatures, null, 'there is no official database');
  });
});

await test('larger than StreamMaxLength: unscanned, by clamd itself', async t => {
  const daemon = await startClamd({ streamMaxLength: '1M' });
  if (daemon === null) {
    t.skip('clamd is not installed');
    return;
  }
  try {
    for (const address of [
      { kind: 'unix', path: daemon.socketPath },
      { kind: 'tcp', host: '127.0.0.1', port: daemon.port },
    ] as const) {
      const result = await checkVirus(
        await parsed(plain('x'.repeat(3_000_000))),
        {
          clamd: [address],
          timeoutMs: 10_000,
          maxSizeBytes: 25e6,
          partLimitBytes: 25e6,
          scanParts: false,
          clamscan: null,
        },
        new Deadline(20_000),
      );
      assert.equal(result.state, 'done');
      assert.match(
        result.finding.unscanned.join(),
        /^message: \d+ bytes, more than clamd's StreamMaxLength$/,
      );
    }
  } finally {
    await daemon.stop();
  }
});
