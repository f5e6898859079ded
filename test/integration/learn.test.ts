/**
 * Training by mail through a real Postfix, as docs/training.md has it: an alias, a .forward file, a transport of its own. What
 * cannot be learnt now stays in the queue; what can never be learnt goes back to who sent it.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, suite, test, type TestContext } from 'node:test';
import { startSite, type Site } from '../support/filter-site.ts';
import { mail, mailWith } from '../support/mail.ts';
import { FILTER_USER } from '../support/postfix.ts';
import { recipe } from '../support/recipes.ts';
import { orSkip } from '../support/require-program.ts';

const HERE = 'lists.example.com';
const SPAM = `spam-k3w9@${HERE}`;
const HAM = `ham-k3w9@${HERE}`;

suite('training by mail', () => {
  let site: Site | null = null;

  before(async () => {
    site = await startSite();
    if (site === null) return;
    const { folder, launcher } = site;
    const learn = `${launcher} learn --config ${folder}/mailsift.yaml`;
    const own = (name: string, text: string): string => {
      const path = join(folder, name);
      writeFileSync(path, text, { mode: 0o644 });
      chownSync(path, Number(execFileSync('id', ['-u', FILTER_USER], { encoding: 'utf8' })), -1);
      return path;
    };
    const aliases = own(
      'aliases',
      recipe('/etc/mailsift/aliases', { '/usr/local/bin/mailsift learn': learn }),
    );
    mkdirSync(join(folder, 'forward'));
    own(`forward/${FILTER_USER}+spam`, `"|${learn} --spam"\n`);
    site.configure('');
    await site.filter('', {
      settings: [
        `mydestination=${HERE}`,
        'local_transport=local:',
        'local_recipient_maps=',
        'mailbox_size_limit=0',
        `alias_maps=texthash:${aliases}`,
        `forward_path=${folder}/forward/$user\${recipient_delimiter}$extension`,
      ],
    });
  });
  beforeEach(() => site?.forget());
  after(() => site?.stop());

  const ready = (context: TestContext): Site | undefined => orSkip(context, site, 'Postfix, as root');

  /** Messages learnt as spam, as ham. */
  function totals({ launcher, folder }: Site): readonly number[] {
    const dump = execFileSync(launcher, ['learn', '--config', `${folder}/mailsift.yaml`, '--dump', 'magic'], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    });
    return ['nspam', 'nham'].map(name =>
      Number(new RegExp(`(\\d+) +0  non-token data: ${name}$`, 'm').exec(dump)?.[1]),
    );
  }

  async function gone(postfix: Site): Promise<void> {
    await postfix.until(async () => (await postfix.queue()).length === 0, 'the queue is empty', 60_000);
  }

  const forwarded = (content: Buffer) =>
    mailWith('Fwd: what is this', { name: 'Pills.eml', type: 'message/rfc822', content, encoding: '7bit' });

  test('an alias learns what is forwarded as an attachment', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const message = mail('Pills', 'Cheap pills and watches.\n');
    const [spam = 0, ham = 0] = totals(postfix);
    await postfix.send('anna@example.org', [SPAM], forwarded(message));
    await gone(postfix);
    assert.deepEqual(totals(postfix), [spam + 1, ham]);
    await postfix.send('anna@example.org', [HAM], forwarded(message));
    await gone(postfix);
    assert.deepEqual(totals(postfix), [spam, ham + 1], 'it was a mistake');
    assert.equal(postfix.deliveries().length, 0);
  });

  test('whoever forwards inline gets it back, and reads why', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    await postfix.send('anna@example.org', [SPAM], mail('Fwd: Pills', '> Cheap pills\n'));
    await postfix.until(() => postfix.deliveries().length === 1, 'a bounce');
    const bounce = postfix.deliveries()[0]!;
    assert.deepEqual(bounce.recipients, ['anna@example.org']);
    assert.match(
      bounce.message.toString().replace(/\s+/g, ' '),
      /carries no message as an attachment, so there was nothing to learn/,
    );
    await gone(postfix);
  });

  test('a .forward file learns what is sent on as it is', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const [spam = 0, ham = 0] = totals(postfix);
    await postfix.send(
      'anna@example.org',
      [`${FILTER_USER}+spam@${HERE}`],
      mail('Watches', 'Cheap watches.\n'),
    );
    await gone(postfix);
    assert.deepEqual(totals(postfix), [spam + 1, ham]);
    assert.equal(postfix.deliveries().length, 0);
  });

  test('while the database cannot be used the message waits in the queue', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const [spam = 0, ham = 0] = totals(postfix);
    const database = join(postfix.folder, 'state/bayes.sqlite');
    assert.ok(existsSync(database));
    renameSync(database, `${database}.away`);
    writeFileSync(database, 'This is no database.\n'.repeat(1000));
    await postfix.send('anna@example.org', [SPAM], forwarded(mail('Offer', 'A large offer.\n')));
    await postfix.until(
      async () =>
        (await postfix.queue()).some(
          ({ queue, reasons }) => queue === 'deferred' && /bayes\.sqlite/.test(reasons.join()),
        ),
      'the message is deferred',
    );
    renameSync(`${database}.away`, database);
    await postfix.flush();
    await gone(postfix);
    assert.deepEqual(totals(postfix), [spam + 1, ham]);
    assert.equal(postfix.deliveries().length, 0);
  });

  test('strangers cannot teach', async context => {
    const postfix = ready(context);
    if (postfix === undefined) return;
    const insiders = join(postfix.folder, 'insiders');
    writeFileSync(insiders, recipe('/etc/mailsift/insiders', { 'example.org': HERE }));
    const recommended = recipe('main.cf: insiders only', { '/etc/mailsift/insiders': insiders });
    const settings = recommended
      .split('\n')
      .filter(line => line.includes('='))
      .map(line => line.replace(' = ', '='));
    const relay = 'smtpd_relay_restrictions=permit_mynetworks,reject_unauth_destination';
    await postfix.filter('', { settings: [...settings, relay, 'mynetworks=192.0.2.0/24'] });
    const message = forwarded(mail('Pills', 'Cheap pills again.\n'));
    await assert.rejects(postfix.send('anna@example.org', [SPAM], message), /554 5\.7\.1/);
    await postfix.filter('', { settings: ['mynetworks=127.0.0.0/8'] });
    const [spam = 0, ham = 0] = totals(postfix);
    await postfix.send('anna@example.org', [SPAM], message);
    await gone(postfix);
    assert.deepEqual(totals(postfix), [spam + 1, ham]);
  });
});
