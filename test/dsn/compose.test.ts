/** Bounces, read back by mailparser and field by field. RFC 3464, RFC 6533, RFC 3834. */
import assert from 'node:assert/strict';
import { simpleParser, type ParsedMail } from 'mailparser';
import { suite, test } from 'node:test';
import { composeDsn } from '../../lib/dsn/compose.ts';
import type { DsnInput } from '../../lib/dsn/input.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import { MAIL_ID, policy, SITE } from '../verdict/build.ts';

interface Change {
  readonly header?: Buffer;
  readonly messageId?: string;
  readonly sender?: string;
  readonly recipients?: readonly string[];
  readonly reason?: string;
  readonly helo?: string;
}

function given({ header = Buffer.from('From: s@x\nSubject: hello\n'), ...change }: Change = {}): DsnInput {
  const text = `Bounce, id=${MAIL_ID} - ${change.reason ?? 'BANNED: .exe,setup.exe'}`;
  return {
    message: {
      source: memorySource(Buffer.concat([header, Buffer.from('\nbody is secret\n')])),
      header: {
        endOffset: header.length,
        first: name => (name === 'Message-ID' ? change.messageId : undefined),
      },
    },
    envelope: {
      sender: change.sender ?? 's@x.example',
      queueId: '4gAbC1',
      client: { helo: change.helo ?? 'mail.x.example', address: '192.0.2.1' },
    },
    verdicts: (change.recipients ?? ['user@example.com']).map(recipient => ({
      policy: policy({ recipient }),
      reply: { code: 554, status: '5.7.0', text },
    })),
    site: SITE,
    mailId: MAIL_ID,
    arrival: new Date('2026-11-21T01:31:43Z'),
  };
}

async function read(
  change: Change = {},
): Promise<{ mail: ParsedMail; status: string; header: string; raw: string }> {
  const bytes = composeDsn(given(change));
  const mail = await simpleParser(bytes);
  const raw = bytes.toString();
  const [, , status = '', header = ''] = raw
    .split(/\n--=_[0-9a-f]{40}(?:--)?\n/)
    .map(part => part.slice(part.indexOf('\n\n') + 2));
  return { mail, status, header, raw };
}

suite('bounce', () => {
  test('the message', async () => {
    const { mail, raw } = await read({ messageId: '<m@x>' });
    assert.equal(mail.from?.text, '"Content-filter at mx.example.com" <postmaster@example.com>');
    assert.equal(Array.isArray(mail.to) ? '' : mail.to?.text, 's@x.example');
    assert.equal(mail.headers.get('auto-submitted'), 'auto-replied');
    assert.equal(mail.inReplyTo, '<m@x>');
    assert.equal(mail.date?.toISOString(), '2026-11-21T01:31:43.000Z');
    assert.match(raw, /Content-Type: multipart\/report; report-type=delivery-status;\n boundary="/);
    assert.match(mail.text ?? '', /<user@example\.com>\n {4}5\.7\.0 BANNED: \.exe,setup\.exe/);
    assert.match(mail.text ?? '', /postmaster@example\.com and quote the id AbcDef123456/);
    assert.ok(!raw.includes('body is secret') && !raw.includes('\r'));
  });
  test('the delivery status, RFC 3464 2.2 and 2.3', async () => {
    const { status } = await read({ recipients: ['a@y', 'b c@y'] });
    const group = (to: string): string[] => [
      `Final-Recipient: rfc822; ${to}`,
      'Action: failed',
      'Status: 5.7.0',
      'Diagnostic-Code: smtp; 554 5.7.0 Bounce, id=AbcDef123456 - BANNED:',
      ' .exe,setup.exe',
      'Last-Attempt-Date: Sat, 21 Nov 2026 01:31:43 +0000',
      'Final-Log-ID: 4gAbC1/AbcDef123456',
      '',
    ];
    const message = [
      'Reporting-MTA: dns; mx.example.com',
      'Received-From-MTA: dns; mail.x.example ([192.0.2.1])',
      'Arrival-Date: Sat, 21 Nov 2026 01:31:43 +0000',
      '',
    ];
    assert.deepEqual(status.split('\n'), [...message, ...group('a@y'), ...group('"b c"@y')]);
  });
  test('an address beyond ASCII, RFC 6533 3', async () => {
    const { status, raw } = await read({ recipients: ['m\u00fcl+ler@y'] });
    assert.match(raw, /report-type=global-delivery-status/);
    assert.match(raw, /Content-Type: message\/global-delivery-status\n.*\nContent-Transfer-Encoding: 8bit/);
    assert.match(status, /^Final-Recipient: utf-8; m\u00fcl\\x\{2B\}ler@y$/m);
  });
  test('nothing from mail starts a line of its own', async () => {
    const { raw } = await read({
      sender: 's\r\nBcc: evil@x\n@x',
      recipients: ['u\nBcc: evil@x@y'],
      reason: 'BANNED: a\r\n\r\nBcc: evil@x',
      helo: 'h\nBcc: evil@x',
      messageId: '<m@x>\nBcc: evil@x',
    });
    assert.ok(!/^Bcc:/m.test(raw), raw);
    assert.ok(!raw.includes('In-Reply-To'));
  });
  const headers: readonly (readonly [string, Buffer, string, RegExp])[] = [
    ['as it is', Buffer.from('A: b\n c\nD: e\n'), 'us-ascii', /^A: b\n c\nD: e\n?$/],
    ['CRLF becomes LF', Buffer.from('A: b\r\nD: e\r\n'), 'us-ascii', /^A: b\nD: e\n?$/],
    ['UTF-8', Buffer.from('Subject: \u00fc\n'), 'utf-8', /^Subject: \u00fc\n?$/],
    ['other 8-bit', Buffer.from('Subject: \xfc\n', 'latin1'), 'unknown-8bit', /^Subject: /],
    ['NUL and stray CR', Buffer.from('A: \0b\rc\n'), 'us-ascii', /^A: \?b\?c\n?$/],
    ['a line of 5000', Buffer.from(`A: ${'x'.repeat(5000)}\n`), 'us-ascii', /^A: x{995}\n?$/],
    ['none', Buffer.alloc(0), 'us-ascii', /^$/],
  ];
  for (const [name, header, charset, expected] of headers)
    test(`original header: ${name}`, async () => {
      const found = await read({ header });
      assert.ok(found.raw.includes(`text/rfc822-headers; charset=${charset}\n`));
      assert.match(found.header, expected);
    });
  test('a long original header is cut at 16 KiB, at a line end', async () => {
    const { header } = await read({ header: Buffer.from('A: 23456789\n'.repeat(10_000)) });
    assert.ok(header.length <= 16_384 && header.length > 16_300);
    assert.match(header, /^(?:A: 23456789\n)+(?:A: 23456789)?$/);
  });
});
