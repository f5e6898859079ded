import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { judgePostfix } from '../../lib/doctor/postfix.ts';
import { parseMain, parseMaster, readPostfix } from '../../lib/doctor/postfix-facts.ts';
import { judgeSignatures } from '../../lib/doctor/scanner.ts';
import { orSkip } from '../support/require-program.ts';

/** As `postconf -M` prints the entries that the README recommends. */
const SMTPD =
  'smtp       inet  n       -       n       -       -       smtpd -o content_filter=spamcheck:dummy -o receive_override_options=no_address_mappings';
const PICKUP = 'pickup     unix  n       -       y       60      1       pickup';
const PIPE =
  'spamcheck  unix  -       n       n       -       4       pipe flags=q user=spamfilt null_sender= argv=/usr/local/bin/mailsift filter --queue-id ${queue_id} --size ${size} -f ${sender} -- ${recipient}';
const EXPECTED = { timeLimitMs: 600_000, scannerMaxBytes: 26_214_400 };

interface Setup {
  readonly main?: string;
  readonly smtpd?: string;
  readonly pickup?: string;
  readonly pipe?: string;
}

function findings({ main = '', smtpd = SMTPD, pickup = PICKUP, pipe = PIPE }: Setup): string[] {
  const facts = {
    main: parseMain(`command_time_limit = 1000s\nmessage_size_limit = 10240000\nsoft_bounce = no\n${main}`),
    services: parseMaster([smtpd, pickup, pipe].join('\n')),
  };
  return judgePostfix(facts, EXPECTED).flatMap(({ level, what }) =>
    level === 'ok' ? [] : [`${level}: ${what}`],
  );
}

suite('the set-up of Postfix', () => {
  test('the recommended entries are fine', () => assert.deepEqual(findings({}), []));
  test('aliases behind no_address_mappings are fine', () =>
    assert.deepEqual(findings({ main: 'virtual_alias_maps = hash:/x' }), []));
  test('content_filter in main.cf with pickup exempt is fine', () =>
    assert.deepEqual(
      findings({ main: 'content_filter = spamcheck:dummy', pickup: `${PICKUP} -o content_filter=` }),
      [],
    ));

  const rows: readonly (readonly [string, Setup, RegExp])[] = [
    ['content_filter in main.cf', { main: 'content_filter = spamcheck:dummy' }, /^problem: .*loop/],
    ['content_filter on pickup', { pickup: `${PICKUP} -o content_filter=spamcheck:` }, /^problem: .*loop/],
    ['nothing uses the transport', { smtpd: 'smtp inet n - n - - smtpd' }, /^warning: no service sends/],
    ['one run a domain', { smtpd: SMTPD.replace(':dummy', ':') }, /^warning: .*each recipient domain/],
    [
      'aliases on both sides',
      { main: 'virtual_alias_maps = hash:/x', smtpd: SMTPD.replace(/ -o receive.*/, '') },
      /^warning: virtual_alias_maps/,
    ],
    [
      'always_bcc on both sides',
      { main: 'always_bcc = copy@x', smtpd: SMTPD.replace(/ -o receive.*/, '') },
      /^warning: always_bcc/,
    ],
    ['user root', { pipe: PIPE.replace('user=spamfilt', 'user=root') }, /^problem: spamcheck: user=root/],
    ['no user', { pipe: PIPE.replace('user=spamfilt ', '') }, /^problem: spamcheck: user= /],
    ['Postfix kills first', { main: 'spamcheck_time_limit = 5m' }, /^problem: .*after 300 s/],
    [
      'flag D with many recipients',
      { pipe: PIPE.replace('flags=q', 'flags=Dq') },
      /^problem: .*one recipient/,
    ],
    ['no flag q', { pipe: PIPE.replace('flags=q', 'flags=R') }, /^warning: .*flag q/],
    ['glued sender', { pipe: PIPE.replace('-f ${sender}', '-f${sender}') }, /^problem: .*glued/],
    ['option=macro', { pipe: PIPE.replace('-f ${sender}', '--sender=${sender}') }, /^problem: .*glued/],
    ['no queue id', { pipe: PIPE.replace('--queue-id ${queue_id} ', '') }, /^warning: .*retry/],
    ['header_checks twice', { main: 'header_checks = regexp:/x' }, /^warning: header_checks/],
    ['milters again', { main: 'non_smtpd_milters = inet:x:1' }, /^warning: non_smtpd_milters/],
    ['soft_bounce', { main: 'soft_bounce = yes' }, /^warning: soft_bounce/],
    ['submitters', { main: 'authorized_submit_users = root' }, /^warning: authorized_submit_users/],
    [
      'larger mail than is scanned',
      { main: 'message_size_limit = 60000000' },
      /^warning: messages may have 60000000/,
    ],
    [
      'no transport',
      { pipe: 'maildrop unix - n n - - pipe flags=D user=x argv=/usr/bin/maildrop' },
      /^warning: no transport/,
    ],
  ];
  for (const [name, setup, expected] of rows) {
    test(name, () => {
      const found = findings(setup);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0]!, expected);
    });
  }

  test('flag D with one recipient is fine', () =>
    assert.deepEqual(
      findings({
        main: 'spamcheck_destination_recipient_limit = 1',
        pipe: PIPE.replace('flags=q', 'flags=DOq'),
      }),
      [],
    ));

  test('a real postconf is read', async context => {
    if (orSkip(context, existsSync('/usr/sbin/postconf') ? true : null, 'Postfix') === undefined) return;
    const folder = mkdtempSync(join(tmpdir(), 'mailsift-doctor-'));
    chmodSync(folder, 0o755);
    writeFileSync(
      join(folder, 'main.cf'),
      'compatibility_level = 3.6\ncontent_filter = spamcheck:dummy\nspamcheck_time_limit = 60s\n',
    );
    writeFileSync(
      join(folder, 'master.cf'),
      `${PICKUP}\n${PIPE.replace(' argv', '\n  argv')}\nsmtp inet n - n - - smtpd\n`,
    );
    const facts = await readPostfix(folder);
    rmSync(folder, { recursive: true });
    const found = judgePostfix(facts!, EXPECTED).map(({ what }) => what);
    assert.ok(
      found.some(what => what.includes('loop')),
      found.join('\n'),
    );
    assert.ok(
      found.some(what => what.includes('after 60 s')),
      found.join('\n'),
    );
  });
});

suite('the age of the signatures', () => {
  const now = new Date('2026-11-20T00:00:00Z');
  const rows: readonly (readonly [string, Date | null, string])[] = [
    ['today', new Date('2026-11-20T00:00:00Z'), 'ok'],
    ['three days', new Date('2026-11-17T00:00:00Z'), 'ok'],
    ['four days', new Date('2026-11-16T00:00:00Z'), 'warning'],
    ['two months', new Date('2026-09-20T00:00:00Z'), 'problem'],
    ['unknown', null, 'warning'],
  ];
  for (const [name, date, level] of rows)
    test(name, () => assert.equal(judgeSignatures('clamd', date, now).level, level));
});
