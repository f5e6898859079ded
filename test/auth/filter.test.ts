/** What a signed message looks like behind the filter: Authentication-Results, and a signature that is as good as it was. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { verifySignatures } from '../../lib/auth/verify-signatures.ts';
import { loadSettings } from '../../lib/config/load.ts';
import { Deadline } from '../../lib/deadline.ts';
import { filter } from '../../lib/filter.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import { openServices } from '../../lib/services.ts';
import { startDnsServer, type DnsServer } from '../net/server.ts';
import { askMailDkim } from './mail-dkim.ts';
import { keyResolver } from './key-resolver.ts';
import { signatureField, signingKey } from './sign.ts';

const key = signingKey();
const KEYS = { 's._domainkey.example.net': [`v=DKIM1; p=${key.publicBase64}`] };
const RULES = 'body WORDY /gadget/\nscore WORDY 9\n';
const PLAIN =
  'From: Joe <joe@example.net>\r\nTo: you@here.example\r\nSubject: hello\r\nDate: Fri, 20 Nov 2026 09:00:00 +0000\r\n\r\na gadget\r\n';
const FORGED =
  'Authentication-Results: mx.here.example; dmarc=pass header.from=bank.example\r\n' +
  'Authentication-Results: (x) "MX.here.example" 1;\r\n\tspf=pass\r\n' +
  'Authentication-Results: other.example; spf=pass (mx.here.example; says)\r\n';
const signed = (fields: string): string =>
  signatureField(PLAIN, { domain: 'example.net', selector: 's', key, fields }) + PLAIN;

suite('behind the filter', { timeout: 60_000 }, () => {
  let server: DnsServer;
  let folder = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mailsift-auth-'));
    const parts = key.publicBase64.match(/.{1,200}/g) ?? [];
    server = await startDnsServer(
      `example.net TXT "v=spf1 ip4:192.0.2.9 -all"\nexample.net MX 10 mx.example.net\n_dmarc.example.net TXT "v=DMARC1; p=reject"\n` +
        `s._domainkey.example.net TXT "v=DKIM1; p=" ${parts.map(part => `"${part}"`).join(' ')}\n`,
    );
    writeFileSync(join(folder, 'sendmail'), `#!/bin/sh\ncat >"${folder}/sent"\n`);
    chmodSync(join(folder, 'sendmail'), 0o755);
    writeFileSync(join(folder, 'rules.cf'), RULES);
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function behind(
    message: string,
    config = '',
    client: object = { address: '192.0.2.9', helo: 'mx' },
    isAsking = true,
  ) {
    writeFileSync(
      join(folder, 'mailsift.yaml'),
      `hostname: mx.here.example\nlog: { destination: none }\nstate_directory: ${folder}/state\n` +
        `sendmail: { path: ${folder}/sendmail }\nspam: { rules: [ ${folder}/rules.cf ] }\n` +
        `network: { servers: [ "${server.address}" ], enabled: ${isAsking} }\nsubject_tag: { tag2: "[spam] " }\n${config}`,
    );
    const settings = await loadSettings({ file: join(folder, 'mailsift.yaml') });
    const places = {
      temporaryDirectory: folder,
      xdgStateHome: undefined,
      homeDirectory: folder,
      programPath: '',
    };
    rmSync(join(folder, 'sent'), { force: true });
    await filter(
      {
        received: memorySource(Buffer.from(message, 'latin1')),
        envelope: { sender: 'joe@example.net', recipients: ['you@here.example'], client },
        arrival: new Date(),
        dryRun: false,
        onCommit: () => undefined,
      },
      openServices(settings, places),
      new Deadline(30_000),
    );
    return readFileSync(join(folder, 'sent'), 'latin1');
  }

  const results = (message: string): readonly string[] =>
    message
      .match(/^Authentication-Results:[^\n]*(?:\n[ \t][^\n]*)*/gm)
      ?.map(field => field.replace(/\s+/g, ' ').trim()) ?? [];
  const subject = (message: string): string => /^Subject: (.*)\r$/m.exec(message)?.[1] ?? '';
  const stillGood = async (message: string): Promise<boolean | undefined> => {
    const bytes = Buffer.from(message, 'latin1');
    const options = { resolver: keyResolver(KEYS), nowMs: Date.now() };
    const own = (await verifySignatures(memorySource(bytes), options)).dkim[0]?.result === 'pass';
    const peer = askMailDkim([{ message: bytes, keys: KEYS }])?.[0]?.dkim[0]?.result ?? undefined;
    if (peer !== undefined) assert.equal(own, peer === 'pass');
    return own;
  };

  // RFC 8601, sections 2.2, 2.7.1, 2.7.2; RFC 7489, section 11.1.
  test('results are told, and the signature stays good', async () => {
    const sent = await behind(signed('from:to:subject:date'));
    const beginning = /b=([^\s;]{8})/.exec(sent.slice(sent.indexOf('bh=') + 3))?.[1] ?? '';
    assert.deepEqual(results(sent), [
      'Authentication-Results: mx.here.example; spf=pass (client 192.0.2.9) smtp.mailfrom=joe@example.net; ' +
        `dkim=pass (2048-bit key) header.d=example.net header.i=@example.net header.s=s header.a=rsa-sha256 header.b=${beginning}; ` +
        'dmarc=pass (p=reject dis=none) header.from=example.net',
    ]);
    assert.equal(subject(sent), 'hello');
    assert.equal(await stillGood(sent), true);
  });

  test('a message that is larger than the rules look at is verified to its end', async () => {
    const large = PLAIN.replace('a gadget', `a gadget\r\n${'line of text\r\n'.repeat(50_000)}end`);
    const field = signatureField(large, {
      domain: 'example.net',
      selector: 's',
      key,
      fields: 'from:subject',
    });
    assert.match(results(await behind(field + large))[0] ?? '', /dkim=pass/);
    const changed = field + large.replace('end\r\n', 'END\r\n');
    assert.match(results(await behind(changed))[0] ?? '', /dkim=fail \(body hash did not verify\)/);
  });

  test('a subject that is not signed is tagged', async () => {
    const sent = await behind(signed('from:to:date'));
    assert.equal(subject(sent), '[spam] hello');
    assert.equal(await stillGood(sent), true);
  });

  test('a subject is tagged over a signature that was bad, or where the policy wants it', async () => {
    const broken = signed('from:to:subject:date').replace('a gadget', 'one gadget');
    assert.equal(subject(await behind(broken)), '[spam] hello');
    const tagged = await behind(
      signed('from:to:subject:date'),
      'authentication: { tag_signed_subject: true }\n',
    );
    assert.equal(subject(tagged), '[spam] hello');
    assert.equal(await stillGood(tagged), false);
  });

  test('fields that claim to be ours are removed, those of others stay', async () => {
    const sent = results(await behind(FORGED + PLAIN));
    assert.equal(sent.length, 2);
    assert.match(
      sent[0] ?? '',
      /^Authentication-Results: mx\.here\.example; spf=pass .*; dkim=none; dmarc=pass/,
    );
    assert.equal(sent[1], 'Authentication-Results: other.example; spf=pass (mx.here.example; says)');
  });

  test('as the settings say', async () => {
    const off = await behind(FORGED + PLAIN, 'authentication: { results: false, remove_forged: false }\n');
    assert.equal(results(off).length, 3);
    const named = await behind(FORGED + PLAIN, 'authentication: { authserv_id: filter.here.example }\n');
    assert.match(results(named)[0] ?? '', /^Authentication-Results: filter\.here\.example; /);
    assert.equal(results(named).length, 4);
    assert.equal(results(await behind(PLAIN, 'local_domains: false\n')).length, 0);
    const local = await behind(FORGED + PLAIN, '', {}, false);
    assert.equal(results(local).length, 1);
  });

  test('a client that is not allowed to send', async () => {
    const [field = ''] = results(await behind(PLAIN, '', { address: '198.51.100.1', helo: 'x.example.org' }));
    assert.match(field, /spf=fail \(client 198\.51\.100\.1\)/);
    assert.match(field, /dmarc=fail \(p=reject dis=reject\) header\.from=example\.net$/);
  });
});
