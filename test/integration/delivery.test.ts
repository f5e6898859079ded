/**
 * Real mail through a real Postfix, a real clamd and the filter: each recipient gets exactly what its policy says.
 * What arrives is compared with what was sent: below the fields that were put on top, byte for byte.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, beforeEach, suite, test, type TestContext } from 'node:test';
import { EICAR, startClamd, type TestClamd } from '../support/clamd.ts';
import { startSite, type Site } from '../support/filter-site.ts';
import { GTUBE, mail, mailWith } from '../support/mail.ts';
import type { Delivery } from '../support/postfix.ts';
import { orSkip } from '../support/require-program.ts';
import { zip } from '../support/zip.ts';

const RECIPIENT = 'bert@example.com';

suite('mail through Postfix, clamd and the filter', () => {
  let site: Site | null = null;
  let clamd: TestClamd | null = null;
  let scanner = '';

  before(async () => {
    [site, clamd] = await Promise.all([startSite(), startClamd()]);
    if (clamd === null) return;
    scanner = `virus: { clamd: ["tcp:127.0.0.1:${clamd.port}"] }\n`;
    site?.configure(scanner);
    await site?.filter();
  });
  beforeEach(() => site?.forget());
  after(async () => {
    await site?.stop();
    await clamd?.stop();
  });

  /** What is needed is there, or the test is skipped (and gets undefined). */
  function ready(context: TestContext): Site | undefined {
    const postfix = orSkip(context, site, 'Postfix, as root');
    return orSkip(context, clamd, 'clamd') === undefined ? undefined : postfix;
  }

  async function arrivals(postfix: Site, count: number): Promise<Delivery[]> {
    await postfix.until(() => postfix.deliveries().length >= count, `${count} deliveries`);
    await settled(postfix);
    return postfix.deliveries();
  }

  async function settled(postfix: Site): Promise<void> {
    await postfix.until(async () => (await postfix.queue()).length === 0, 'the queue is empty', 60_000);
  }

  /** The one delivery there is, and the header lines on top of what was sent. */
  function fieldsAbove(deliveries: readonly Delivery[], sent: Buffer): string {
    assert.equal(deliveries.length, 1);
    const { message } = deliveries[0]!;
    assert.ok(message.subarray(-sent.length).equals(sent), 'the message that was sent arrives byte for byte');
    return message.toString('latin1', 0, message.length - sent.length);
  }

  test('plain mail passes with spam fields on top', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const sent = mail('Minutes', 'Hello,\n.\n..dots\nbye\n');
    await postfix.send('anna@example.org', [RECIPIENT], sent);
    const deliveries = await arrivals(postfix, 1);
    const top = fieldsAbove(deliveries, sent);
    assert.deepEqual([deliveries[0]!.sender, deliveries[0]!.recipients], ['anna@example.org', [RECIPIENT]]);
    assert.match(top, /^X-Spam-Flag: NO$/m);
    assert.match(top, /^X-Spam-Status: No, score=\S+ required=6\.3 tests=\[/m);
    assert.match(top, /^X-Virus-Scanned: mailsift at /m);
    assert.match(
      postfix.filterLog(),
      /Passed CLEAN \{RelayedInbound\}, \[127\.0\.0\.1\] <anna@example\.org> -> <bert@example\.com>/,
    );
  });

  test('GTUBE is marked and passes; forged spam fields are gone', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const forged = [
      'X-Spam-Flag: NO',
      'x-SPAM-status : No,\n score=-100',
      'X-Virus-Scanned: by us',
      'X-Other: stays',
    ];
    const sent = mail('Offer', `${GTUBE}\n`, forged);
    await postfix.send('anna@example.org', [RECIPIENT], sent);
    const [delivery] = await arrivals(postfix, 1);
    const text = delivery!.message.toString();
    assert.match(text, /^X-Spam-Flag: YES$/m);
    assert.match(text, /^X-Spam-Status: Yes, score=1000[\s\S]*GTUBE=1000/m);
    assert.match(text, /^X-Spam-Level: \*{64}$/m);
    assert.equal(text.match(/^x-spam-(flag|status)/gim)?.length, 2);
    assert.ok(!text.includes('by us'));
    assert.ok(text.includes('X-Other: stays\n\n'));
  });

  const infected = () => [
    { name: 'in the text', message: mail('V', `${EICAR}\n`) },
    {
      name: 'base64',
      message: mailWith('V', {
        name: 'a.bin',
        type: 'application/octet-stream',
        content: Buffer.from(EICAR),
      }),
    },
    {
      name: 'in a zip',
      message: mailWith('V', {
        name: 'a.zip',
        type: 'application/zip',
        content: zip('eicar.com', Buffer.from(EICAR)),
      }),
    },
    {
      name: 'inside message/rfc822',
      message: mailWith('V', {
        name: 'm.eml',
        type: 'message/rfc822',
        content: mailWith('V', {
          name: 'a.bin',
          type: 'application/octet-stream',
          content: Buffer.from(EICAR),
        }),
        encoding: '7bit',
      }),
    },
    {
      name: 'inside base64 message/rfc822',
      message: mailWith('V', {
        name: 'm.eml',
        type: 'message/rfc822',
        content: mailWith('V', {
          name: 'a.bin',
          type: 'application/octet-stream',
          content: Buffer.from(EICAR),
        }),
      }),
    },
  ];
  for (const { name, message } of infected()) {
    test(`EICAR ${name} is kept and not delivered`, async context => {
      const postfix = ready(context);
      if (postfix === undefined) return;
      const before = postfix.filterLog().length;
      await postfix.send('anna@example.org', [RECIPIENT], message);
      await postfix.until(() => postfix.filterLog().length > before, 'a decision');
      await settled(postfix);
      assert.match(
        postfix.filterLog().slice(before),
        /Blocked INFECTED \(.*Eicar.*\) \{DiscardedInbound,Quarantined\}/i,
      );
      assert.deepEqual(postfix.deliveries(), []);
    });
  }

  test('what was kept comes back byte for byte when released', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const sent = mail('Release me', `${EICAR}\n`);
    const before = postfix.filterLog().length;
    await postfix.send('anna@example.org', [RECIPIENT], sent);
    await postfix.until(() => postfix.filterLog().length > before, 'a decision');
    const id = /mail_id: (\S+),/.exec(postfix.filterLog().slice(before))![1]!;
    const config = ['--config', `${postfix.folder}/mailsift.yaml`];
    const mailConfig = { env: { ...process.env, MAIL_CONFIG: `${postfix.folder}/etc` } };
    execFileSync(postfix.launcher, ['quarantine', 'release', ...config, id], mailConfig);
    fieldsAbove(await arrivals(postfix, 1), sent);
  });

  test('a bounce keeps its null sender', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const sent = mail('Undelivered', 'It bounced.\n');
    await postfix.send('', [RECIPIENT], sent);
    const deliveries = await arrivals(postfix, 1);
    fieldsAbove(deliveries, sent);
    assert.equal(deliveries[0]!.sender, '');
  });

  test('three recipients, three policies: one gets it marked, one unmarked, one bounces', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    postfix.configure(`${scanner}
local_domains: [ { acl: [example.com] } ]
subject_tag: { tag2: [ { hash: { "marked@example.com": "[SPAM] " } } ] }
bypass: { spam: [ { hash: { "plain@example.com": true } } ] }
destiny: { spam: [ { hash: { "strict@example.com": bounce } }, { constant: pass } ] }
levels: { dsn_cutoff: null }
`);
    const sent = mail('Offer', `${GTUBE}\n`);
    await postfix.send(
      'anna@example.org',
      ['marked@example.com', 'plain@example.com', 'strict@example.com'],
      sent,
    );
    const deliveries = await arrivals(postfix, 3);
    postfix.configure(scanner);
    const to = (address: string) => deliveries.filter(({ recipients }) => recipients.includes(address));
    assert.equal(deliveries.length, 3);
    const marked = to('marked@example.com')[0]!.message.toString();
    assert.ok(marked.endsWith(sent.toString().replace('Subject: Offer', 'Subject: [SPAM] Offer')));
    assert.match(marked, /^X-Spam-Flag: YES$/m);
    const plain = to('plain@example.com')[0]!.message;
    assert.ok(plain.subarray(-sent.length).equals(sent));
    assert.ok(!plain.includes('X-Spam-'));
    const [bounce] = to('anna@example.org');
    assert.equal(bounce!.sender, '');
    assert.match(bounce!.message.toString(), /^Final-Recipient: rfc822; ?strict@example\.com$/im);
    assert.ok(!bounce!.message.toString().includes('marked@example.com'));
  });

  test('an 18 MB attachment', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const sent = mailWith('Large', {
      name: 'data.bin',
      type: 'application/octet-stream',
      content: Buffer.alloc(18_000_000, 'mailsift '),
    });
    await postfix.send('anna@example.org', [RECIPIENT], sent);
    await postfix.until(() => postfix.deliveries().length === 1, 'the large message', 60_000);
    fieldsAbove(postfix.deliveries(), sent);
  });

  test('8-bit text and UTF-8 addresses', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const sent = mail('Gr\u00fc\u00dfe', Buffer.from('caf\xe9 \xff\x80\n', 'latin1'), [
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: 8bit',
    ]);
    await postfix.send('j\u00fcrgen@example.org', ['j\u00f6rg@example.com'], sent);
    const deliveries = await arrivals(postfix, 1);
    fieldsAbove(deliveries, sent);
    assert.deepEqual(
      [deliveries[0]!.sender, deliveries[0]!.recipients],
      ['j\u00fcrgen@example.org', ['j\u00f6rg@example.com']],
    );
  });

  const odd = [
    '"a b"@example.com',
    '"a,b"@example.com',
    '"a@b"@example.com',
    '"-dash"@example.com',
    'user+ext@example.com',
    '"quo\\"te"@example.com',
  ];
  test('odd addresses arrive as they were given', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    await postfix.send('"odd sender"@example.org', odd, mail('Odd', 'x\n'));
    const deliveries = await arrivals(postfix, 1);
    assert.deepEqual(
      deliveries.flatMap(({ recipients }) => recipients).sort(),
      odd.map(address => address.replace('"-dash"', '-dash')).sort(),
    );
    assert.deepEqual([...new Set(deliveries.map(({ sender }) => sender))], ['"odd sender"@example.org']);
  });

  test('the entry of document 001: flags=Rq, sender and recipients as plain arguments', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const argv = `${postfix.launcher} filter --config ${postfix.folder}/mailsift.yaml \${sender} \${recipient}`;
    await postfix.filterWith({ argv, flags: 'Rq', nullSender: undefined });
    const [first, second] = [mail('From someone', 'x\n'), mail('From nobody', 'y\n')];
    await postfix.send('anna@example.org', ['b@example.com', 'c@example.net'], first);
    const some = await arrivals(postfix, 2);
    assert.ok(
      some.every(
        ({ message }) => message.subarray(-first.length).equals(first) && !message.includes('Return-Path'),
      ),
    );
    postfix.forget();
    await postfix.send('', ['b@example.com'], second);
    const none = await arrivals(postfix, 1);
    fieldsAbove(none, second);
    assert.equal(none[0]!.sender, '');
    await postfix.filter();
  });

  test('lines of flags D, O, F and R are taken off', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    await postfix.filter('', { flags: 'DOFRq', settings: ['spamcheck_destination_recipient_limit=1'] });
    const sent = mail('Flags', 'x\n');
    await postfix.send('anna@example.org', ['b@example.com', 'c@example.com'], sent);
    const deliveries = await arrivals(postfix, 2);
    assert.ok(deliveries.every(({ message }) => message.subarray(-sent.length).equals(sent)));
    assert.ok(
      deliveries.every(
        ({ message }) => !/^(Return-Path|Delivered-To|X-Original-To|From )/m.test(message.toString()),
      ),
    );
    await postfix.filter('', { settings: ['spamcheck_destination_recipient_limit=50'] });
  });

  test('500 messages from an image, 4 at a time: each arrives once', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const before = postfix.filterLog().length;
    await postfix.filterFromImage();
    const names = Array.from({ length: 500 }, (_, index) => `user${index}@example.com`);
    const waiting = [...names];
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
          await postfix.send('anna@example.org', [name], mail(`For ${name}`, `${name}\n`));
        }
      }),
    );
    await postfix.until(() => postfix.deliveries().length >= 500, '500 deliveries', 400_000);
    await settled(postfix);
    assert.deepEqual(
      postfix
        .deliveries()
        .flatMap(({ recipients }) => recipients)
        .sort(),
      names.sort(),
    );
    // A run without it says so.
    assert.doesNotMatch(postfix.filterLog().slice(before), /\bimage\b/);
    await postfix.filter();
  });

  test('EICAR from an image', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    await postfix.filterFromImage();
    await postfix.send('anna@example.org', [RECIPIENT], mail('virus', `${EICAR}\n`));
    await postfix.send('anna@example.org', [RECIPIENT], mail('none', 'text\n'));
    const [delivery] = await arrivals(postfix, 1);
    assert.match(String(delivery?.message), /^Subject: none/m);
    assert.match(postfix.filterLog(), /Blocked INFECTED/);
    await postfix.filter();
  });
});
