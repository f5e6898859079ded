/**
 * RelayEval, WLBLEval, VBounce, WelcomeListSubject: one rule for each function, and messages that hit some of them. The
 * expected hits are by hand from spec 3.6, 3.7 and 3.9; where SpamAssassin is installed it is asked for the same.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Deadline } from '../../../lib/deadline.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { createViews } from '../../../lib/views/views.ts';
import { hasPeer } from '../../views/relays/peer.ts';

const SETTINGS = `
util_rb_tld com example net org uk
util_rb_2tld co.uk
trusted_networks 192.0.2.1
welcomelist_from *@friends.example gone@friends2.example
unwhitelist_from gone@friends2.example
blacklist_from bad?@*.example
whitelist_from_rcvd *@bank.example mail.bank.example
welcomelist_from_rcvd boss@corp.example [198.51.100.0/24]
welcomelist_from_rcvd quad@corp.example [198.51.100]
welcomelist_from_rcvd six@corp.example [2001:db8::]/32
def_welcomelist_from_rcvd *@shop.example shop.example
welcomelist_from_rcvd left@corp.example corp.example
unwelcomelist_from_rcvd left@corp.example
welcomelist_allows_relays free@bank.example
welcomelist_to vip@here.example
more_spam_to more@here.example
all_spam_to all@here.example
blocklist_to trap@here.example
enlist_addrlist (BANKS) *@bank.example *.bank.example
enlist_uri_host (SHORT) sho.example !fine.sho.example rt.example
delist_uri_host (SHORT) rt.example
blocklist_uri_host evil.example
whitelist_uri_host good.example
welcomelist_bounce_relays out.here.example relay*.here.example
whitelist_subject the *eekly report
blocklist_subject buy?now`;

const RULES: readonly [string, string, string][] = [
  ['W_FROM', 'header', 'check_from_in_welcomelist()'],
  ['W_OLD', 'header', 'check_from_in_whitelist()'],
  ['W_DEF', 'header', 'check_from_in_default_welcomelist()'],
  ['F_FROM', 'header', 'check_forged_in_welcomelist()'],
  ['F_DEF', 'header', 'check_forged_in_default_welcomelist()'],
  ['B_FROM', 'header', 'check_from_in_blocklist()'],
  ['W_TO', 'header', 'check_to_in_welcomelist()'],
  ['MORE', 'header', 'check_to_in_more_spam()'],
  ['ALL_TO', 'header', 'check_to_in_all_spam()'],
  ['B_TO', 'header', 'check_to_in_blocklist()'],
  ['L_FROM', 'header', "check_from_in_list('BANKS')"],
  ['L_TO', 'header', "check_to_in_list('BANKS')"],
  ['L_REPLY', 'header', "check_replyto_in_list('BANKS')"],
  ['U_SHORT', 'header', "check_uri_host_listed('SHORT')"],
  ['U_BLOCK', 'body', 'check_uri_host_in_blocklist()'],
  ['U_GOOD', 'body', 'check_uri_host_in_whitelist()'],
  ['MATCHES', 'header', 'check_mailfrom_matches_rcvd()'],
  ['HAVE_VB', 'body', 'have_any_bounce_relays()'],
  ['VB', 'body', 'check_whitelist_bounce_relays()'],
  ['S_GOOD', 'header', 'check_subject_in_welcomelist()'],
  ['S_BAD', 'header', 'check_subject_in_blacklist()'],
  ['TRUSTED', 'header', 'check_all_trusted()'],
  ['NONE', 'header', 'check_no_relays()'],
  ['UNREAD', 'header', 'check_relays_unparseable()'],
  ['HELO_IP', 'header', 'helo_ip_mismatch()'],
  ['DOTCOM', 'header', 'check_for_no_rdns_dotcom_helo()'],
  ['TRAIL', 'header', 'check_for_forged_received_trail()'],
  ['NUMERIC', 'header', 'check_for_numeric_helo()'],
  ['FOREIGN', 'header', 'check_for_forged_received_ip_helo()'],
  ['NAMED', 'header', 'check_for_sender_no_reverse()'],
  ['IN_RCVD', 'header', "check_for_from_domain_in_received_headers('bank.example', 'true')"],
];
const CONFIG = `${SETTINGS}\n${RULES.map(([name, kind, call]) => `${kind} ${name} eval:${call}\nscore ${name} 1`).join('\n')}\n`;

const hop = (name: string, ip: string, { helo = 'h', by = 'mx.here.example' } = {}): string =>
  `Received: from ${helo} (${name} [${ip}]) by ${by} (Postfix) with ESMTP id 4AB12C\n`;
const RAW_HELO = (helo: string): string => hop('unknown', '198.51.100.4', { helo });

/** What stands between the header's From and the body; the names that hit besides HAVE_VB, which always does. */
const ROWS: readonly { readonly name: string; readonly message: string; readonly hits: string }[] = [
  { name: 'no relays', message: 'From: x@y.example\n\nx\n', hits: 'NONE' },
  { name: 'welcome sender', message: 'From: Anna <Anna@Friends.example>\n\nx\n', hits: 'NONE W_FROM W_OLD' },
  { name: 'no longer welcome', message: 'From: gone@friends2.example\n\nx\n', hits: 'NONE' },
  { name: 'blocked sender', message: 'From: bad1@a.b.example\n\nx\n', hits: 'B_FROM NONE' },
  { name: 'one character is one', message: 'From: bad@a.b.example\n\nx\n', hits: 'NONE' },
  {
    name: 'sender with its relay',
    message: `${hop('out.mail.bank.example', '198.51.100.4')}From: a@bank.example\n\nx\n`,
    hits: 'L_FROM NAMED W_FROM W_OLD',
  },
  {
    name: 'sender without its relay',
    message: `${hop('dsl.isp.example', '198.51.100.4')}From: a@bank.example\n\nx\n`,
    hits: 'F_FROM L_FROM NAMED',
  },
  {
    name: 'sender of any relay',
    message: `${hop('dsl.isp.example', '198.51.100.4')}From: free@bank.example\n\nx\n`,
    hits: 'L_FROM NAMED',
  },
  {
    name: 'relay by network',
    message: `${hop('dsl.isp.example', '198.51.100.4')}From: boss@corp.example\n\nx\n`,
    hits: 'NAMED W_FROM W_OLD',
  },
  {
    name: 'relay by another network',
    message: `${hop('dsl.isp.example', '198.51.101.4')}From: boss@corp.example\n\nx\n`,
    hits: 'F_FROM NAMED',
  },
  {
    name: 'relay by three numbers',
    message: `${hop('unknown', '198.51.100.4')}From: quad@corp.example\n\nx\n`,
    hits: 'W_FROM W_OLD',
  },
  {
    name: 'relay by IPv6',
    message: `${hop('unknown', 'IPv6:2001:db8::9')}From: six@corp.example\n\nx\n`,
    hits: 'W_FROM W_OLD',
  },
  {
    name: 'no longer in the list',
    message: `${hop('corp.example', '198.51.100.4')}From: left@corp.example\n\nx\n`,
    hits: 'NAMED',
  },
  {
    name: 'default list',
    message: `${hop('a.shop.example', '198.51.100.4')}From: a@shop.example\n\nx\n`,
    hits: 'NAMED W_DEF',
  },
  {
    name: 'default list, forged',
    message: `${hop('notshop.example', '198.51.100.4')}From: a@shop.example\n\nx\n`,
    hits: 'F_DEF NAMED',
  },
  {
    name: 'recipients',
    message:
      'From: x@y.example\nTo: vip@here.example, more@here.example\nCc: all@here.example\nX-Original-To: trap@here.example\n\nx\n',
    hits: 'ALL_TO B_TO MORE NONE W_TO',
  },
  {
    name: 'resent',
    message:
      'From: bad1@a.example\nResent-From: x@y.example\nTo: vip@here.example\nResent-To: z@here.example\n\nx\n',
    hits: 'NONE',
  },
  {
    name: 'named list',
    message: 'From: x@y.example\nTo: a@bank.example\nReply-To: b@bank.example, c@d.example\n\nx\n',
    hits: 'L_REPLY L_TO NONE',
  },
  {
    name: 'hosts of URIs',
    message: 'From: x@y.example\n\nhttp://a.sho.example/ http://www.evil.example/ http://good.example/\n',
    hits: 'NONE U_BLOCK U_GOOD U_SHORT',
  },
  {
    name: 'exceptions of hosts',
    message: 'From: x@y.example\n\nhttp://a.fine.sho.example/ http://rt.example/ http://notevil.example/\n',
    hits: 'NONE',
  },
  {
    name: 'envelope and relay agree',
    message: `Return-Path: <a@x.co.uk>\n${hop('out.x.co.uk', '198.51.100.4')}From: b@y.example\n\nx\n`,
    hits: 'MATCHES NAMED',
  },
  {
    name: 'envelope and relay differ',
    message: `Return-Path: <a@x.co.uk>\n${hop('out.y.co.uk', '198.51.100.4')}From: b@y.example\n\nx\n`,
    hits: 'NAMED',
  },
  {
    name: 'bounce of our own',
    message: 'From: x@y.example\n\nIt failed:\n\nReceived: from relay7.here.example by there\n',
    hits: 'NONE VB',
  },
  {
    name: 'bounce of our own, attached',
    message:
      'From: x@y.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nfailed\n--b\nContent-Type: message/rfc822\n\nReceived: from pc\n by out.here.example with SMTP\n\nx\n--b--\n',
    hits: 'NONE VB',
  },
  {
    name: 'bounce of somebody else',
    message: 'From: x@y.example\n\nReceived: from relay7.there.example by there\n',
    hits: 'NONE',
  },
  {
    name: 'subjects',
    message: 'From: x@y.example\nSubject: Re: The Weekly Report is here, BUY NOW\n\nx\n',
    hits: 'NONE S_BAD S_GOOD',
  },
  {
    name: 'all trusted',
    message: `${hop('gate.example', '192.0.2.1')}From: x@y.example\n\nx\n`,
    hits: 'TRUSTED',
  },
  {
    name: 'trusted, but one cannot be read',
    message: `${hop('gate.example', '192.0.2.1')}Received: from over the rainbow\nFrom: x@y.example\n\nx\n`,
    hits: 'UNREAD',
  },
  {
    name: 'HELO of another network',
    message: `${RAW_HELO('203.0.113.9')}From: x@y.example\n\nx\n`,
    hits: 'FOREIGN HELO_IP NUMERIC',
  },
  {
    name: 'HELO of the same network',
    message: `${RAW_HELO('198.51.100.9')}From: x@y.example\n\nx\n`,
    hits: 'NUMERIC',
  },
  {
    name: 'HELO of a private network',
    message: `${RAW_HELO('10.0.0.9')}From: x@y.example\n\nx\n`,
    hits: 'NUMERIC',
  },
  {
    name: 'HELO of a big provider',
    message: `${RAW_HELO('mx.hotmail.com')}From: x@y.example\n\nx\n`,
    hits: 'DOTCOM',
  },
  {
    name: 'the last relay decides',
    message: `${RAW_HELO('mx.hotmail.com')}${RAW_HELO('desk')}From: x@y.example\n\nx\n`,
    hits: '',
  },
  {
    name: 'broken trail',
    message: `${hop('a.one.example', '198.51.100.4')}${hop('b.two.example', '198.51.100.5', { by: 'x.three.example' })}${hop('c.four.example', '198.51.100.6', { by: 'x.five.example' })}From: x@y.example\n\nx\n`,
    hits: 'NAMED TRAIL',
  },
  {
    name: 'whole trail',
    message: `${hop('a.one.example', '198.51.100.4')}${hop('b.two.example', '198.51.100.5', { by: 'x.one.example' })}${hop('c.four.example', '198.51.100.6', { by: 'x.two.example' })}From: x@y.example\n\nx\n`,
    hits: 'NAMED',
  },
  {
    name: 'domain in Received',
    message: `${hop('a.bank.example', '198.51.100.4', { by: 'mx.bank.example' })}From: x@bank.example\n\nx\n`,
    hits: 'F_FROM IN_RCVD L_FROM NAMED',
  },
];

const set = parseRules([{ name: 'test.cf', text: CONFIG }]);

test('the settings are all known', () => {
  assert.deepEqual(set.faults, []);
});

for (const { name, message, hits } of ROWS) {
  test(name, () => {
    const views = createViews(Buffer.from(message), { settings: viewSettings(set) });
    const result = runRules(set, views, { scoreSet: 0, deadline: new Deadline(10_000) });
    const names = result.hits.map(hit => hit.rule).filter(rule => rule !== 'HAVE_VB');
    assert.equal(names.sort().join(' '), hits);
  });
}

test('SpamAssassin hits the same', { skip: !hasPeer }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lists-'));
  try {
    writeFileSync(join(folder, 'rules.cf'), CONFIG);
    const files = ROWS.map(({ message }, index) => {
      const file = join(folder, `${index.toString()}.eml`);
      writeFileSync(file, message);
      return file;
    });
    const script = join(import.meta.dirname, '..', '..', 'parity', 'spamassassin-hits.pl');
    const run = spawnSync('perl', [script], {
      input: files.join('\n'),
      env: { ...process.env, RULES: join(folder, 'rules.cf') },
    });
    assert.equal(run.status, 0, run.stderr.toString());
    const answers = run.stdout.toString().trimEnd().split('\n');
    const theirs = answers.map(answer =>
      (JSON.parse(answer) as { hits: string[] }).hits.filter(rule => rule !== 'HAVE_VB').join(' '),
    );
    assert.deepEqual(
      theirs.map((hits, index) => `${ROWS[index]?.name ?? ''}: ${hits}`),
      ROWS.map(({ name, hits }) => `${name}: ${hits}`),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
