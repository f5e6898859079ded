/** HashBL with fixed answers. What is asked was read off SpamAssassin's HashBL.pm 0.101; hashes are those of coreutils. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { runWithAnswers } from './run-with-answers.ts';

const MESSAGE = `Return-Path: <env@sender.org>
Delivered-To: me@own.net
From: "A" <Some.One+tag@Example.com>
Reply-To: me@own.net, info@role.com, a=b=c@list.org

write to Body@words.org or <quoted@text.org>, office: nobody@x.org; see http://Www.link.com/Path 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2
`;

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** rule, questions */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["header H eval:check_hashbl_emails('l.test', 'raw/host', 'From')", ['A example.com.l.test']],
  ["header H eval:check_hashbl_emails('l.test/TXT', 'raw/host', 'From')", ['TXT example.com.l.test']],
  ["header H eval:check_hashbl_emails('l.test', '', 'From')", [`A ${sha1('some.one@example.com')}.l.test`]],
  [
    "header H eval:check_hashbl_emails('l.test', 'sha1', 'From')",
    [`A ${sha1('some.one+tag@example.com')}.l.test`],
  ],
  [
    "header H eval:check_hashbl_emails('l.test', 'sha1/nodot/notag/case', 'From')",
    [`A ${sha1('SomeOne@Example.com')}.l.test`],
  ],
  // printf some.one@example.com | md5sum
  [
    "header H eval:check_hashbl_emails('l.test', 'md5/notag', 'From')",
    ['A c939fa40338828ed97e9217dd5b9b151.l.test'],
  ],
  ["header H eval:check_hashbl_emails('l.test', 'raw/user/notag', 'From')", ['A some.one.l.test']],
  // The recipient himself, roles and forwarded senders are left out.
  ["header H eval:check_hashbl_emails('l.test', 'raw/host', 'Reply-To')", []],
  [
    "header H eval:check_hashbl_emails('l.test', 'raw/host', 'EnvelopeFrom/From')",
    ['A sender.org.l.test', 'A example.com.l.test'],
  ],
  [
    "header H eval:check_hashbl_emails('l.test', 'raw/host/noquote', 'body')",
    ['A words.org.l.test', 'A x.org.l.test'],
  ],
  [
    "header H eval:check_hashbl_emails('l.test', 'raw/host', 'body')",
    ['A words.org.l.test', 'A text.org.l.test', 'A x.org.l.test'],
  ],
  ["header H eval:check_hashbl_emails('l.test', 'raw/host/max=1', 'body')", ['A words.org.l.test']],
  [
    "hashbl_ignore words.org;;header H eval:check_hashbl_emails('l.test', 'raw/host/noquote', 'body')",
    ['A x.org.l.test'],
  ],
  [
    "uridnsbl_skip_domain words.org;;header H eval:check_hashbl_emails('l.test', 'raw/host/noquote', 'body')",
    ['A x.org.l.test'],
  ],
  [
    "hashbl_email_domain_alias same.org words.org;;header H eval:check_hashbl_emails('l.test', 'raw/host/noquote/max=1', 'body')",
    ['A same.org.l.test'],
  ],
  [
    "hashbl_acl_some x.org !words.org;;header H eval:check_hashbl_emails('l.test', 'raw/host', 'body', '^127', 'some')",
    ['A x.org.l.test'],
  ],
  ["header H eval:check_hashbl_emails('l.test', 'raw/host', 'body', '^127', 'nosuch')", []],
  [
    "hashbl_email_regex (\\w+@x\\._TLDS_);;header H eval:check_hashbl_emails('l.test', 'raw/host', 'body')",
    ['A x.org.l.test'],
  ],
  [
    "hashbl_email_welcomelist ^nobody@;;header H eval:check_hashbl_emails('l.test', 'raw/host', 'body')",
    ['A words.org.l.test', 'A text.org.l.test'],
  ],
  [
    "header H eval:check_hashbl_uris('l.test', 'sha1/case')",
    [`A ${sha1('http://Www.link.com/Path')}.l.test`],
  ],
  ["header H eval:check_hashbl_uris('l.test', 'raw')", []],
  ["uridnsbl_skip_domain link.com;;header H eval:check_hashbl_uris('l.test', '')", []],
  [
    "body H eval:check_hashbl_bodyre('l.test', 'raw', '\\b([13][a-km-zA-HJ-NP-Z1-9]{25,34})\\b')",
    ['A 1bvbmseystwetqtfn5au4m4gfg7xjanvn2.l.test'],
  ],
  ["body H eval:check_hashbl_bodyre('l.test', 'raw/num', '(4m4\\w+)')", ['A 4472.l.test']],
  ["body H eval:check_hashbl_bodyre('l.test', 'raw', '(')", []],
  ["header H eval:check_hashbl_tag('l.test', 'raw/trim', 'URIHOSTS')", ['A link.com.l.test']],
  ["header H eval:check_hashbl_tag('l.test', 'raw/ip', '_URIHOSTS_')", []],
  ["header H eval:check_hashbl_tag('l.test', 'raw/fqdn', 'NOSUCH')", []],
];

for (const [rule, questions] of CASES)
  test(rule, async () => {
    assert.deepEqual((await runWithAnswers(rule, MESSAGE, {})).asked, questions);
  });

test('a hit and what is told of it', async () => {
  const rule = "header H eval:check_hashbl_emails('l.test', 'sha1/notag', 'From')";
  const name = `A ${sha1('some.one@example.com')}.l.test`;
  const hit = await runWithAnswers(rule, MESSAGE, { [name]: '127.0.0.2' });
  assert.deepEqual([hit.hits, hit.logs('H')], ['H', 'some.one[at]example.com']);
  for (const answer of ['10.0.0.2', '127.255.255.254'])
    assert.equal((await runWithAnswers(rule, MESSAGE, { [name]: answer })).hits, '', answer);
});

test('attachments by their bytes; some are left out by type, name or size', async () => {
  const message = `Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

hello, this is longer
--b
Content-Type: application/pdf; name=Safe.pdf
Content-Transfer-Encoding: base64

aGVsbG8=
--b--
`;
  const rule = "body H eval:check_hashbl_attachments('l.test', 'sha256')";
  const { asked } = await runWithAnswers(rule, message, {});
  assert.equal(asked.length, 2);
  // perl -MDigest::SHA=sha256 -MMail::SpamAssassin::Util=base32_encode -e 'print lc base32_encode(sha256("hello"))'
  assert.equal(asked[1], 'A ftze3os7wcrq4jxihmvmlopctynrmhs4d6tuexttaqzwfe4ltasa.l.test');
  for (const ignored of ['safe.pdf', 'application/pdf'])
    assert.equal(
      (await runWithAnswers(`hashbl_ignore ${ignored};;${rule}`, message, {})).asked.length,
      1,
      ignored,
    );
  const large = rule.replace('sha256', 'sha256/minsize=10');
  assert.equal((await runWithAnswers(large, message, {})).asked.length, 1);
});
