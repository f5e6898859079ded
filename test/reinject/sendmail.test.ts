import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MailsiftError } from '../../lib/errors.ts';
import { sendmail } from '../../lib/reinject/sendmail.ts';

suite('sendmail', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-sendmail-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(file(name), 'latin1');

  /** A program in place of sendmail. */
  function program(script: string): string {
    const path = file(`sendmail-${Math.random().toString(36).slice(2)}`);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  const send = (
    script: string,
    options: { sender?: string; to?: string[]; text?: string; timeoutMs?: number; journal?: string } = {},
  ) =>
    sendmail(
      {
        path: program(script),
        timeoutMs: options.timeoutMs ?? 10_000,
        scratchDirectory: folder,
        ...(options.journal === undefined
          ? {}
          : { record: { journal: options.journal, line: '{"sent":1}' } }),
      },
      options.sender ?? 'a@example.org',
      options.to ?? ['b@example.com'],
      [Buffer.from(options.text ?? 'Subject: x\n\nbody\n', 'latin1')],
    );
  const keep = `cat >${file('message')}; printf '%s\\n' "$@" >${file('arguments')}`;

  const messages = ['', 'Subject: x\n\nno newline', 'a\r\nb\rc\0\n.\n', 'x'.repeat(1_000_000)];
  for (const [index, text] of messages.entries()) {
    test(`the message comes through byte for byte (${index})`, async () => {
      await send(keep, { text });
      assert.equal(read('message'), text);
    });
  }

  const addresses: readonly (readonly [string, string])[] = [
    ['b@example.com', 'b@example.com'],
    ['a b@x', '"a b"@x'],
    ['a,b@x', '"a,b"@x'],
    ['a@b@x', '"a@b"@x'],
    ['-rf@x', '-rf@x'],
    ['quo"te@x', '"quo\\"te"@x'],
    ['j\u00f6rg@x', 'j\u00f6rg@x'],
    ['$(id)@x', '"$(id)"@x'],
    ['a@[192.0.2.1]', 'a@[192.0.2.1]'],
    ['postmaster', 'postmaster'],
    ['a..b@x', '"a..b"@x'],
  ];
  for (const [mailbox, argument] of addresses) {
    test(`addresses are quoted as sendmail parses them: ${mailbox}`, async () => {
      await send(keep, { sender: mailbox, to: [mailbox, 'z@x'] });
      assert.equal(
        readFileSync(file('arguments'), 'utf8'),
        ['-G', '-i', '-f', argument, '--', argument, 'z@x', ''].join('\n'),
      );
    });
  }

  test('the null sender is an empty argument; 8-bit text is announced', async () => {
    await send(keep, { sender: '', text: 'caf\xe9' });
    assert.equal(
      read('arguments'),
      ['-G', '-i', '-B', '8BITMIME', '-f', '', '--', 'b@example.com', ''].join('\n'),
    );
  });

  for (const status of [1, 2, 64, 65, 67, 69, 70, 71, 75, 77, 78, 126, 127, 255]) {
    test(`status ${status} is temporary trouble`, async () => {
      const trouble = await send(`cat >/dev/null; echo 'fatal: no' >&2; exit ${status}`).catch(
        (error: unknown) => error,
      );
      assert.ok(trouble instanceof MailsiftError && trouble.temporary);
      assert.match(trouble.message, new RegExp(`exit ${status}: fatal: no$`));
    });
  }

  test('a message that is too large is permanent trouble', async () => {
    const trouble = await send(`echo 'sendmail: fatal: a(0): message file too big' >&2; exit 75`).catch(
      (error: unknown) => error,
    );
    assert.ok(trouble instanceof MailsiftError && !trouble.temporary);
    assert.equal(trouble.status, '5.3.4');
  });

  test('one that is not there', async () => {
    const options = { path: '/nonexistent/sendmail', timeoutMs: 1000, scratchDirectory: folder };
    await assert.rejects(sendmail(options, 'a@x', ['b@x'], []), /nonexistent.*exit 127/);
  });

  test('one that hangs is killed with its children', async () => {
    const mark = `77${process.pid}`;
    await assert.rejects(send(`sleep ${mark} & sleep ${mark}`, { timeoutMs: 300 }), /no end within/);
    await sleep(100);
    assert.throws(() => execFileSync('pgrep', ['-f', `^sleep ${mark}`]));
  });

  test('endless complaints do no harm', async () => {
    const trouble = await send(`yes complaint | head -c 1000000 >&2; exit 1`).catch(
      (error: unknown) => error as Error,
    );
    assert.ok(trouble instanceof MailsiftError && trouble.message.length < 6000);
  });

  test('success is noted in the journal, failure is not, and what is noted is not sent again', async () => {
    const journal = file('journal');
    writeFileSync(journal, '');
    await assert.rejects(send('exit 1', { journal }));
    assert.equal(read('journal'), '');
    await send('exit 0', { journal });
    assert.equal(read('journal'), '{"sent":1}\n');
    await send(`touch ${file('again')}`, { journal });
    assert.ok(!existsSync(file('again')));
  });

  test('a journal that cannot be written: nothing is sent', async () => {
    await assert.rejects(send(`touch ${file('sent')}`, { journal: '/nonexistent/journal' }));
    assert.ok(!existsSync(file('sent')));
  });

  test('the filter is killed meanwhile: the message still goes out whole, and is noted', async () => {
    const journal = file('journal-of-the-killed');
    writeFileSync(journal, '');
    const slow = program(`touch ${file('started')}; sleep 1; cat >${file('whole')}`);
    const script = `
      import { sendmail } from ${JSON.stringify(join(import.meta.dirname, '../../lib/reinject/sendmail.ts'))};
      await sendmail({ path: ${JSON.stringify(slow)}, timeoutMs: 10000, scratchDirectory: ${JSON.stringify(folder)},
        record: { journal: ${JSON.stringify(journal)}, line: 'noted' } }, 'a@x', ['b@x'], [Buffer.alloc(500000, 'x')]);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: 'ignore',
      detached: true,
    });
    for (let i = 0; i < 200 && !existsSync(file('started')); i += 1) await sleep(50);
    process.kill(-child.pid!, 'SIGKILL');
    for (let i = 0; i < 100 && read('journal-of-the-killed') === ''; i += 1) await sleep(50);
    assert.equal(read('journal-of-the-killed'), 'noted\n');
    assert.equal(read('whole').length, 500_000);
  });
});
