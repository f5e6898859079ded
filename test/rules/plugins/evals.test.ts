/**
 * Eval functions of our plugins beside those of SpamAssassin's own, on every message of fixtures/parity and some made for the
 * optional plugins: the same rules have to hit. Source of the expectations: the library, run by test/rules/peer.pl.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Deadline } from '../../../lib/deadline.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { createViews } from '../../../lib/views/views.ts';
import { orSkip } from '../../support/require-program.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/parity');
const PEER = join(import.meta.dirname, '../peer.pl');
const folder = mkdtempSync(join(tmpdir(), 'mailsift-evals-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const OPENPHISH = join(folder, 'openphish.txt');
const PHISHSTATS = join(folder, 'phishstats.csv');
writeFileSync(OPENPHISH, '# feed\nhttp://evil.example.com/x\nhttp://win.example.com/claim.php\n');
writeFileSync(
  PHISHSTATS,
  '"Date","Score","URL","IP"\n"d","9.1","http://shop.example.org/tools?utm=1","i"\n"d","2","http://a.example.org/","i"\n',
);

/** Kind and call of each rule. */
const CALLS = `header check_for_missing_to_header()
header subject_is_all_caps()
header check_for_to_in_subject('user')
header check_for_to_in_subject('address')
header check_for_shifted_date('6','undef')
header check_for_shifted_date('undef','-48')
header check_for_shifted_date('-3','3')
header received_within_months('0','1000')
header received_within_months('0','1')
header check_header_count_range('Received','2','9')
header check_illegal_chars('Subject','0.00','1')
header check_illegal_chars('ALL','0.02','2')
header check_unresolved_template()
header check_equal_from_domains()
header check_for_matching_env_and_hdr_from()
header sorted_recipients()
header similar_recipients('0.2','undef')
header check_outlook_message_id()
header check_messageid_not_usable()
header check_ratware_name_id()
header check_ratware_envelope_from()
header gated_through_received_hdr_remover()
header check_for_fake_aol_relay_in_rcvd()
header check_for_forged_gmail_received_headers()
header check_for_forged_yahoo_received_headers()
header check_for_forged_juno_received_headers()
header check_for_forged_hotmail_received_headers()
header check_for_no_hotmail_received_headers()
header check_for_faraway_charset_in_headers()
body check_for_faraway_charset()
body html_charset_faraway()
body check_for_mime('mime_base64_count')
body check_for_mime('mime_qp_count')
body check_for_mime('mime_faraway_charset')
body check_for_mime('mime_base64_encoded_text')
body check_for_mime('mime_attachment')
body check_for_mime('mime_ascii_text_illegal')
body check_for_mime_html()
body check_for_mime_html_only()
body check_mime_multipart_ratio('0','0.2')
body check_for_uppercase('50','100')
body check_for_ascii_text_illegal()
body check_abundant_unicode_ratio(0.01)
body check_qp_ratio('0.01')
body check_ma_non_text()
body check_base64_length('60','78')
body multipart_alternative_difference('50','100')
body multipart_alternative_difference_count('0','1')
body check_blank_line_ratio('20','100','4')
body tvd_vertical_words('10','25')
body check_stock_info('1')
body check_body_length('100')
body plaintext_sig_length('1','50')
body plaintext_body_sig_ratio('0','100')
body image_count('all','1')
body image_count('gif','1','1')
body pixel_coverage('png','300000','400000')
body image_to_text_ratio('all','0.0001','0.001')
body image_named('a.png')
body image_name_regex('^c[.]jpg$')
body image_size_exact('jpeg','300','400')
body image_size_range('gif','50','400','70','500')
body html_test('font_low_contrast')
body html_test('font_invalid_color')
body html_test('font_face_bad')
body html_test('embeds')
body html_range('closed_extra_ratio','0.01','1')
body html_range('bad_tag_ratio','0','0.5')
body html_range('obfuscation_ratio','0','1')
body html_range('backhair_count','0','inf')
body html_range('max_size','4','inf')
body html_tag_exists('iframe')
body html_tag_balance('body','> 0')
body html_text_match('anchor','bank')
body html_text_match('comment','closed')
body html_text_not_match('anchor','bank')
body html_title_subject_ratio('0.1')
body check_https_ip_mismatch()
body check_https_http_mismatch('1','10')
body check_for_http_redirector()
header check_all_trusted()
header check_no_relays()
header check_relays_unparseable()
header helo_ip_mismatch()
header check_for_no_rdns_dotcom_helo()
header check_for_forged_received_trail()
header check_freemail_from()
header check_freemail_replyto('reply')
header check_freemail_body()
header check_fromname_spoof()
header check_fromname_spoof('0')
header check_fromname_different()
header check_fromname_domain_differ()
header check_fromname_owners_differ()
header check_fromname_contains_email()
header check_fromname_equals_to()
header check_fromname_equals_replyto()
body check_microsoft_executable()
body check_suspect_name()
body check_phishing()`
  .split('\n')
  .map(line => line.split(/ (.*)/s) as [string, string]);

const CONFIG = [
  ...['FromNameSpoof', 'AntiVirus', 'Phishing'].map(name => `loadplugin Mail::SpamAssassin::Plugin::${name}`),
  'ok_locales en',
  'freemail_domains gmail.com yahoo.com *.example.net',
  'fns_add_addrlist (shop) *@shop.com *@example.org',
  `phishing_openphish_feed ${OPENPHISH}`,
  `phishing_phishstats_feed ${PHISHSTATS}`,
  ...CALLS.map(([kind, call], index) => `${kind} R${index} eval:${call}\nscore R${index} 0.1`),
].join('\n');

const part = (type: string, body: string, encoding = '7bit') =>
  `--b\nContent-Type: ${type}\nContent-Transfer-Encoding: ${encoding}\n\n${body}\n`;
const mixed = (...parts: string[]) =>
  `From: a@example.com\nTo: b@example.org\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n${parts.join('')}--b--\n`;
const from = (name: string, more = '') =>
  `From: "${name}" <joe@sender.example.com>\nTo: boss@company.com\n${more}Subject: s\n\nhello http://win.example.com/claim.php\n`;

const OWN: readonly [string, string][] = [
  ['spoofed name', from('Boss boss@company.com')],
  ['spoofed name of one owner', from('x@shop.com').replace('sender.example.com', 'mail.example.org')],
  ['name and reply', from('ceo@other.org', 'Reply-To: ceo@other.org\n')],
  ['same address in the name', from('joe@sender.example.com')],
  ['long name', from(`someone with a very long name - and - many ! signs ${'?'.repeat(20)} x@y.com`)],
  ['exe by name', mixed(part('application/octet-stream; name="run.exe"', 'AAAA', 'base64'))],
  [
    'exe by magic',
    mixed(part('application/x-thing; name="a.dat"', 'TVqQAAMAAAAEAAAA//8AALgAAAAAAAAA', 'base64')),
  ],
  ['picture that is none', mixed(part('text/plain; name="a.jpg"', 'x'))],
  ['document with its type', mixed(part('application/msword; name="a.doc"', 'AAAA', 'base64'))],
  [
    'phish in PhishStats',
    mixed(
      part(
        'text/html',
        '<a href="http://shop.example.org/tools?utm=1">x</a> <a href="http://a.example.org/">y</a>',
      ),
    ),
  ],
];

const messages: readonly [string, string][] = [
  ...readdirSync(FIXTURES)
    .sort()
    .map((name): [string, string] => [name, readFileSync(join(FIXTURES, name), 'latin1')]),
  ...OWN,
];

test('eval functions answer as those of SpamAssassin', context => {
  const probe = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0 ? 'perl' : null;
  if (orSkip(context, probe, 'spamassassin') === undefined) return;
  // The library knows com and org only (peer.pl), and so does ours.
  const set = parseRules([{ name: 'test.cf', text: `util_rb_tld com org\n${CONFIG}` }]);
  assert.deepEqual(
    set.faults.map(fault => fault.text),
    [],
  );
  const { stdout } = spawnSync('perl', [PEER], {
    input: messages.map(([, message]) => `${JSON.stringify({ config: CONFIG, message })}\n`).join(''),
    encoding: 'latin1',
    maxBuffer: 2 ** 28,
  });
  const answers = stdout.split('\n').filter(line => line !== '');
  assert.equal(answers.length, messages.length);
  const differences: string[] = [];
  for (const [index, [name, message]] of messages.entries()) {
    const { hits } = JSON.parse(answers[index] ?? '') as { hits: string };
    const theirs = new Set(hits.split(' ').filter(one => one !== ''));
    const views = createViews(Buffer.from(message, 'latin1'), { settings: viewSettings(set) });
    const ours = new Set(
      runRules(set, views, { scoreSet: 0, deadline: new Deadline(60_000) }).hits.map(hit => hit.rule),
    );
    for (const [number, [, call]] of CALLS.entries()) {
      const rule = `R${number}`;
      if (theirs.has(rule) !== ours.has(rule))
        differences.push(`${name}: ${call}: SpamAssassin ${theirs.has(rule)}, mailsift ${ours.has(rule)}`);
    }
  }
  assert.deepEqual(differences, []);
});
