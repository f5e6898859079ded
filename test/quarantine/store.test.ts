/** Storing, listing, reading, releasing and purging. The block's spam fields: amavis-block.jsonl is amavisd-new 2.13's own output. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { MailsiftError, UsageError } from '../../lib/errors.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import type { ByteSource } from '../../lib/io/source.ts';
import { composeBlock } from '../../lib/quarantine/block.ts';
import { findItem, listQuarantine } from '../../lib/quarantine/list.ts';
import { isMailId, mailIdFor } from '../../lib/quarantine/mail-id.ts';
import { quarantineMeta, type QuarantineMeta } from '../../lib/quarantine/meta.ts';
import { readOriginal } from '../../lib/quarantine/read.ts';
import { isReleased } from '../../lib/quarantine/release-note.ts';
import { releaseItem } from '../../lib/quarantine/release.ts';
import { purgeQuarantine } from '../../lib/quarantine/remove.ts';
import { storeQuarantine } from '../../lib/quarantine/store.ts';
import { summarise } from '../../lib/quarantine/summary.ts';
import {
  badHeader,
  FAILED,
  input,
  MAIL_ID,
  SITE,
  spamHits,
  verdicts,
  viruses,
  type PolicyChange,
} from '../verdict/build.ts';

const base = mkdtempSync(join(tmpdir(), 'mailsift-test-'));
after(() => rmSync(base, { recursive: true }));
let count = 0;
const fresh = (): string => join(base, `q${(count += 1)}`);

const MESSAGE = Buffer.from(
  'From: "A\u202eB" <a@x>\r\nSubject: hi\r\n\r\nbody\0\xff lone \r and no end',
  'latin1',
);

function metaFor(
  policies: readonly PolicyChange[] = [{}],
  sender = 's@x.example',
  mailId = MAIL_ID,
): QuarantineMeta {
  const given = {
    reports: { virus: viruses(['Eicar-Signature']) },
    policies: policies.map(change => ({ quarantine: { virus: true }, ...change })),
  };
  return quarantineMeta({
    mailId,
    envelope: { sender, client: { helo: 'mail.x.example', address: '192.0.2.1' } },
    verdicts: verdicts(given),
    reports: input(given).reports,
    site: SITE,
    arrival: new Date('2026-11-21T01:31:43Z'),
  });
}

async function originalOf(directory: string, mailId = MAIL_ID): Promise<Buffer> {
  const item = await findItem(directory, mailId);
  const chunks: Buffer[] = [];
  for await (const chunk of readOriginal(item, item.block)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const listed = async (directory: string): Promise<number> => (await listQuarantine(directory)).length;

suite('mail id', () => {
  test('the same message, the same id', () => {
    const id = mailIdFor('4gAbC1', 'd1', ['a@x', 'b@x']);
    assert.ok(isMailId(id));
    assert.equal(mailIdFor('4gAbC1', 'd1', ['b@x', 'a@x']), id);
    for (const other of [
      mailIdFor('4gAbC2', 'd1', ['a@x', 'b@x']),
      mailIdFor('4gAbC1', 'd2', ['a@x', 'b@x']),
      mailIdFor('4gAbC1', 'd1', ['a@x']),
    ])
      assert.notEqual(other, id);
  });
  test('always of the pattern; random without a queue id', () => {
    for (let i = 0; i < 500; i += 1)
      assert.match(mailIdFor(`Q${i}`, 'd'), /^[A-Za-z0-9][A-Za-z0-9_-]{10}[A-Za-z0-9]$/);
    assert.notEqual(mailIdFor(undefined, 'd'), mailIdFor(undefined, 'd'));
  });
});

suite('store and read', () => {
  for (const gzip of [true, false])
    test(`byte for byte, gzip ${gzip ? 'on' : 'off'}`, async () => {
      const directory = fresh();
      const forged = Buffer.from(
        'X-Quarantine-ID: <ZZZZZZZZZZZZ>\nX-Mailsift-Original-Bytes: 3\nX-Envelope-To: <evil@x>\n\n',
      );
      const large = Buffer.concat([forged, MESSAGE, Buffer.alloc(300_000, 'line\n')]);
      const stored = await storeQuarantine(
        { directory, gzip, subdirectoryLevels: 1 },
        memorySource(large),
        metaFor(),
      );
      assert.equal(stored.name, `A/virus-${MAIL_ID}${gzip ? '.gz' : ''}`);
      assert.equal(statSync(directory).mode & 0o777, 0o750);
      assert.equal(statSync(stored.path).mode & 0o777, 0o640);
      assert.deepEqual(readdirSync(dirname(stored.path)).length, 1);
      assert.deepEqual(await originalOf(directory), large);
      assert.deepEqual((await findItem(directory, MAIL_ID)).block.recipients, ['user@example.com']);
    });
  for (const message of ['', '\n', 'x', 'A: b\n\n'])
    test(`small message ${JSON.stringify(message)}`, async () => {
      const directory = fresh();
      await storeQuarantine(
        { directory, gzip: true, subdirectoryLevels: 2 },
        memorySource(Buffer.from(message)),
        metaFor(),
      );
      assert.equal((await originalOf(directory)).toString(), message);
    });
  test('a retry counts as stored, and so does another run at the same time', async () => {
    const options = { directory: fresh(), gzip: true, subdirectoryLevels: 1 };
    const both = await Promise.all(
      [1, 2].map(() => storeQuarantine(options, memorySource(MESSAGE), metaFor())),
    );
    assert.deepEqual(both.map(({ alreadyStored }) => alreadyStored).sort(), [false, true]);
    assert.equal(
      (await storeQuarantine({ ...options, gzip: false }, memorySource(MESSAGE), metaFor())).alreadyStored,
      true,
    );
    assert.equal(await listed(options.directory), 1);
  });
  test('a failure in the middle leaves nothing and is temporary', async () => {
    const directory = fresh();
    const failing: ByteSource = {
      ...memorySource(MESSAGE),
      *chunks() {
        yield MESSAGE;
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      },
    };
    await assert.rejects(
      storeQuarantine({ directory, gzip: false, subdirectoryLevels: 1 }, failing, metaFor()),
      (error: unknown) =>
        error instanceof MailsiftError && error.temporary && /no space|cannot write/.test(error.message),
    );
    assert.deepEqual(readdirSync(join(directory, 'A')), []);
  });
  test('a directory open to everybody is refused', async () => {
    const directory = mkdtempSync(join(base, 'open-'));
    chmodSync(directory, 0o755);
    await assert.rejects(
      storeQuarantine({ directory, gzip: false, subdirectoryLevels: 0 }, memorySource(MESSAGE), metaFor()),
      /open to everybody \(mode 0755\)/,
    );
  });
  test('what is no mail id is never looked for', async () => {
    const directory = fresh();
    await storeQuarantine(
      { directory, gzip: false, subdirectoryLevels: 1 },
      memorySource(MESSAGE),
      metaFor(),
    );
    for (const id of ['../../../etc/passwd', '', 'AbcDef123456\n', 'AbcDef12345/', 'ZbcDef123456'])
      await assert.rejects(findItem(directory, id), UsageError);
    await assert.rejects(
      storeQuarantine(
        { directory, gzip: false, subdirectoryLevels: 1 },
        memorySource(MESSAGE),
        metaFor([{}], '', '../../tmp/evil'),
      ),
      /no mail id/,
    );
  });
  test('damage is noticed', async () => {
    const directory = fresh();
    const { path } = await storeQuarantine(
      { directory, gzip: false, subdirectoryLevels: 1 },
      memorySource(MESSAGE),
      metaFor(),
    );
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, -3));
    await assert.rejects(originalOf(directory), /3 bytes are missing/);
    writeFileSync(path, Buffer.concat([whole, Buffer.from('x')]));
    await assert.rejects(originalOf(directory), /longer than/);
    writeFileSync(path, whole.toString('latin1').replace(`<${MAIL_ID}>`, '<ZZZZZZZZZZZZ>'), 'latin1');
    await assert.rejects(findItem(directory, MAIL_ID), /X-Quarantine-ID is not/);
    writeFileSync(path, 'From: a\n\nb');
    await assert.rejects(findItem(directory, MAIL_ID), /does not begin/);
  });
});

suite('header block', () => {
  test('fields and their order', () => {
    const lines = composeBlock(metaFor(), 7).toString().trimEnd().replace(/\n /g, ' ').split('\n');
    const names =
      'Return-Path Delivered-To X-Envelope-From X-Envelope-To X-Envelope-To-Blocked X-Quarantine-ID X-Amavis-Alert X-Spam-Flag X-Spam-Score X-Spam-Level X-Spam-Status Received X-Mailsift-Original-Bytes';
    assert.equal(lines.map(line => line.split(':')[0]).join(' '), names);
    assert.deepEqual(lines.slice(0, 7), [
      'Return-Path: <s@x.example>',
      'Delivered-To: virus-quarantine',
      'X-Envelope-From: <s@x.example>',
      'X-Envelope-To: <user@example.com>',
      'X-Envelope-To-Blocked: <user@example.com>',
      `X-Quarantine-ID: <${MAIL_ID}>`,
      'X-Amavis-Alert: INFECTED, message contains virus: Eicar-Signature',
    ]);
    assert.match(
      lines[11]!,
      /^Received: from mail\.x\.example \(\[192\.0\.2\.1\]\) by mx\.example\.com \(mailsift\) id AbcDef123456 for <user@example\.com>; Sat, 21 Nov 2026 01:31:43 \+0000$/,
    );
  });
  test('addresses come back as they were; nothing starts a field', async () => {
    const directory = fresh();
    const addresses = ['a b@x', 'a,b>c@x', 'q"uo\\te@x', 'm\u00fcller@x', '-x@y', 'postmaster'];
    const policies = [
      ...addresses.map(recipient => ({ recipient })),
      { recipient: 'lover@x', lover: { virus: true } },
    ];
    const options = { directory, gzip: false, subdirectoryLevels: 1 };
    await storeQuarantine(
      options,
      memorySource(MESSAGE),
      metaFor(policies, 'e\nX-Envelope-To: <evil@x>\n@x'),
    );
    const { block } = await findItem(directory, MAIL_ID);
    assert.deepEqual(block.recipients, [...addresses, 'lover@x']);
    assert.deepEqual(block.blocked, addresses);
    assert.ok(!block.sender.includes('\n'));
  });

  interface Case {
    readonly name: string;
    readonly given: readonly {
      readonly score?: number;
      readonly tag: number;
      readonly tag2: number;
      readonly kill: number;
      readonly bl?: number;
      readonly wl?: number;
      readonly tests: readonly string[];
      readonly viruses?: readonly string[];
      readonly badh?: string;
    }[];
    readonly fields: readonly string[];
  }
  const cases = readFileSync(join(import.meta.dirname, 'amavis-block.jsonl'), 'utf8')
    .trim()
    .split('\n');
  for (const { name, given, fields } of cases.map(line => JSON.parse(line) as Case))
    test(`as amavisd-new: ${name}`, () => {
      const items = given[0]!.tests.flatMap(list => list.split(',')).map(item => item.split('='));
      const reports = {
        virus: viruses(given[0]!.viruses ?? []),
        spam: items.length === 0 ? FAILED : spamHits(items.map(([rule, score]) => [rule!, Number(score)])),
        ...(given[0]!.badh === undefined
          ? {}
          : {
              header: {
                state: 'done',
                finding: { defects: [{ minor: 7, text: given[0]!.badh }] },
                ms: 0,
              } as const,
            }),
      };
      const policies = given.map(({ tag, tag2, kill, bl, wl, score }) => ({
        levels: { tag, tag2, kill },
        blocked: bl === 1,
        welcomed: wl === 1,
        senderScore: (score ?? 0) - (given[0]!.score ?? 0),
      }));
      const all = input({ reports, policies });
      const meta = quarantineMeta({
        mailId: MAIL_ID,
        envelope: { sender: 's@x', client: {} },
        verdicts: verdicts({ reports, policies }),
        reports: all.reports,
        site: SITE,
        arrival: new Date(0),
      });
      const wanted = /^X-(?:Spam|Amavis)/;
      const found = composeBlock(meta, 0)
        .toString()
        .split(/\n(?! )/)
        .filter(field => wanted.test(field));
      // Perl sorts the items by byte, so do we.
      assert.deepEqual(found, fields);
    });
  test('bad header is kept as badh', () => {
    const given = { reports: { header: badHeader(7) }, policies: [{ quarantine: { bad_header: true } }] };
    const meta = quarantineMeta({
      mailId: MAIL_ID,
      envelope: { sender: '', client: {} },
      verdicts: verdicts(given),
      reports: input(given).reports,
      site: SITE,
      arrival: new Date(0),
    });
    assert.equal(meta.kind, 'badh');
    assert.match(composeBlock(meta, 0).toString(), /^Return-Path: <>\nDelivered-To: bad-header-quarantine\n/);
  });
});

suite('list, release, purge', () => {
  async function filled(policies: readonly PolicyChange[] = [{}]): Promise<string> {
    const directory = fresh();
    await storeQuarantine(
      { directory, gzip: true, subdirectoryLevels: 1 },
      memorySource(MESSAGE),
      metaFor(policies),
    );
    return directory;
  }
  test('filters', async () => {
    const directory = await filled();
    const sizes = await Promise.all(
      [
        { kind: 'virus' },
        { kind: 'spam' },
        { sender: 'X.EXAMPLE' },
        { recipient: 'nobody' },
        { since: new Date(Date.now() - 60_000) },
        { since: new Date(Date.now() + 60_000) },
      ].map(async filter => (await listQuarantine(directory, filter)).length),
    );
    assert.deepEqual(sizes, [1, 0, 1, 0, 1, 0]);
  });
  test('nothing kept yet', async () => assert.equal(await listed(fresh()), 0));
  test('summary', async () => {
    const found = await summarise(await findItem(await filled(), MAIL_ID));
    assert.equal(found.subject, 'hi');
  });
  test('release sends the original to those who did not get it, and notes it', async () => {
    const directory = await filled([{}, { recipient: 'lover@x', lover: { virus: true } }]);
    const item = await findItem(directory, MAIL_ID);
    const sent: unknown[] = [];
    const send = (
      sender: string,
      recipients: readonly string[],
      message: Iterable<Buffer>,
    ): Promise<void> => {
      sent.push([sender, recipients, Buffer.concat([...message])]);
      return Promise.resolve();
    };
    const options = { recipients: [], scratchDirectory: base, now: new Date(0) };
    await releaseItem(item, options, send);
    assert.deepEqual(sent, [['s@x.example', ['user@example.com'], MESSAGE]]);
    assert.equal(await isReleased(item), true);
    await releaseItem(item, { ...options, recipients: ['else@x'], resentFrom: 'admin@x' }, send);
    const again = (sent[1] as [string, string[], Buffer])[2];
    assert.match(
      again.toString('latin1'),
      /^Resent-From: <admin@x>\r\nResent-To: <else@x>\r\nResent-Date: Thu, 01 Jan 1970 00:00:00 \+0000\r\nResent-Message-ID: <[^>]+>\r\nFrom: /,
    );
    assert.deepEqual(again.subarray(again.length - MESSAGE.length), MESSAGE);
  });
  test('not noted when sending fails; a damaged file is not sent', async () => {
    const directory = fresh();
    const { path } = await storeQuarantine(
      { directory, gzip: false, subdirectoryLevels: 1 },
      memorySource(MESSAGE),
      metaFor(),
    );
    const item = await findItem(directory, MAIL_ID);
    const options = { recipients: [], scratchDirectory: base, now: new Date(0) };
    await assert.rejects(
      releaseItem(item, options, () => Promise.reject(new MailsiftError('sendmail: exit 75'))),
      /exit 75/,
    );
    assert.equal(await isReleased(item), false);
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    await assert.rejects(
      releaseItem(item, options, () => assert.fail('sent')),
      /missing/,
    );
  });
  test('purge takes what is old, and leftovers', async () => {
    const directory = await filled();
    const { path } = await findItem(directory, MAIL_ID);
    const leftover = join(dirname(path), `.tmp-${MAIL_ID}-x`);
    writeFileSync(leftover, '');
    const old = new Date(Date.now() - 8 * 86_400_000);
    for (const file of [path, leftover]) utimesSync(file, old, old);
    assert.equal((await purgeQuarantine(directory, new Date(old.getTime() - 1), false)).length, 0);
    assert.equal((await purgeQuarantine(directory, new Date(), true)).length, 1);
    assert.equal(await listed(directory), 1);
    assert.equal((await purgeQuarantine(directory, new Date(), false)).length, 1);
    assert.deepEqual(readdirSync(dirname(path)), []);
  });
});
