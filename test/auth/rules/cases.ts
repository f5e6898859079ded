/** Messages whose origin is right or wrong in one way each, the DNS for them, and the rules that hit. */
import { createRequire } from 'node:module';
import { signatureField, signingKey, type SignOptions } from '../sign.ts';

export const NOW_S = Math.floor(Date.now() / 1000);

const strong = signingKey();
const weak = signingKey(768);
const other = signingKey(1024);

const text = (value: string): string => `"${value.replace(/.{1,200}/g, '$&" "')}"`.replace(/ ""$/, '');

/** Of names under example.*; tests of the DNS itself are elsewhere. */
export const ZONE = `
example.net       TXT "v=spf1 ip4:192.0.2.0/24 -all"
example.net       MX  10 mx.example.net
mx.example.net    A   192.0.2.9
mx.example.net    TXT "v=spf1 a -all"
news.example.net  MX  10 mx.example.net
news.example.net  TXT "v=spf1 ip4:192.0.2.9 -all"
s._domainkey.example.net       TXT ${text(`v=DKIM1; k=rsa; p=${strong.publicBase64}`)}
weak._domainkey.example.net    TXT ${text(`v=DKIM1; k=rsa; p=${weak.publicBase64}`)}
kilo._domainkey.example.net    TXT ${text(`v=DKIM1; k=rsa; p=${other.publicBase64}`)}
gone._domainkey.example.net    TXT "v=DKIM1; k=rsa; p="
try._domainkey.example.net     TXT ${text(`v=DKIM1; t=y; p=${strong.publicBase64}`)}
bound._domainkey.example.net   TXT ${text(`v=DKIM1; t=s; p=${strong.publicBase64}`)}
joe._domainkey.example.net     TXT ${text(`v=DKIM1; g=joe; p=${strong.publicBase64}`)}
web._domainkey.example.net     TXT ${text(`v=DKIM1; s=web; p=${strong.publicBase64}`)}
sha1._domainkey.example.net    TXT ${text(`v=DKIM1; h=sha1; p=${strong.publicBase64}`)}
lame._domainkey.example.net    TXT "v=DKIM1; p=x"
@ lame._domainkey.example.net  rcode=servfail
s._domainkey.example.org       TXT ${text(`v=DKIM1; k=rsa; p=${strong.publicBase64}`)}
_dmarc.example.net             TXT "v=DMARC1; p=reject; sp=quarantine; rua=mailto:d@example.net"
example.org       TXT "v=spf1 a:mx.example.net ~all"
example.org       MX  10 mx.example.net
_dmarc.example.org TXT "v=DMARC1; p=quarantine; adkim=s; aspf=s"
strict.example.org MX 10 mx.example.net
s._domainkey.strict.example.org TXT ${text(`v=DKIM1; k=rsa; p=${strong.publicBase64}`)}
example.com       TXT "v=spf1 ?all"
example.com       MX  10 mx.example.net
_dmarc.example.com TXT "v=DMARC1; p=none"
_adsp._domainkey.example.com TXT "dkim=all"
soft.com          TXT "v=spf1 ~all"
soft.com          MX  10 mx.soft.com
_adsp._domainkey.soft.com TXT "dkim=discardable"
plain.com         MX  10 mx.plain.com
bad.com           TXT "v=spf1 ipx4:192.0.2.1 -all"
bad.com           MX  10 mx.bad.com
_dmarc.bad.com    TXT "v=DMARC1; p=sometimes"
two.com           TXT "v=spf1 -all"
two.com           TXT "v=spf1 +all"
two.com           MX  10 mx.two.com
_dmarc.two.com    TXT "v=DMARC1; p=reject"
_dmarc.two.com    TXT "v=DMARC1; p=none"
said.com          TXT "v=spf1 -all exp=why.said.com"
why.said.com      TXT "%{i} may not send for %{d}"
said.com          MX  10 mx.said.com
_dmarc.said.com   TXT "v=DMARC1;p=reject;pct=0"
loop.com          TXT "v=spf1 include:loop.com -all"
loop.com          MX  10 mx.loop.com
void.com          TXT "v=spf1 a:a.void.com a:b.void.com a:c.void.com +all"
void.com          MX  10 mx.void.com
_dmarc.void.com   TXT "v=DMARC1; p=reject"
lame.com          TXT "v=spf1 +all"
@ lame.com        rcode=servfail
many.com          TXT "v=spf1 ${Array.from({ length: 15 }, (_, n) => `include:e${n}.many.com`).join(' ')} -all"
${Array.from({ length: 15 }, (_, n) => `e${n}.many.com TXT "v=spf1 ?all"`).join('\n')}
many.com          MX  10 mx.many.com
auth.com          TXT "v=spf1 ip4:192.0.2.9 -all"
auth.com          MX  10 mx.auth.com
`;

/** The rules that count; more are in the stock files. */
export const RULES = `
${['pass', 'neutral', 'none', 'fail', 'softfail', 'permerror', 'temperror']
  .flatMap(result => [
    `header SPF_${result.toUpperCase()} eval:check_for_spf_${result}()`,
    `header HELO_${result.toUpperCase()} eval:check_for_spf_helo_${result}()`,
  ])
  .join('\n')}
full SIGNED eval:check_dkim_signed()
full SIGNED_ORG eval:check_dkim_signed('*.example.org')
full VALID eval:check_dkim_valid()
full VALID_NET eval:check_dkim_valid('example.net')
full AUTHOR eval:check_dkim_valid_author_sig()
full ENVELOPE eval:check_dkim_valid_envelopefrom()
full __DEPENDABLE eval:check_dkim_dependable()
header ADSP_N eval:check_dkim_adsp('N')
header ADSP_A eval:check_dkim_adsp('A')
header ADSP_D eval:check_dkim_adsp('D')
header ADSP_CUSTOM eval:check_dkim_adsp('123')
header TESTING eval:check_dkim_testing()
full ARC eval:check_arc_signed()
full ARC_GOOD eval:check_arc_valid()
header DMARC_PASS eval:check_dmarc_pass()
header DMARC_REJECT eval:check_dmarc_reject()
header DMARC_QUAR eval:check_dmarc_quarantine()
header DMARC_NONE eval:check_dmarc_none()
header DMARC_MISSING eval:check_dmarc_missing()
header WELCOME_SPF eval:check_for_spf_welcomelist_from()
header WELCOME_SPF_DEF eval:check_for_def_spf_welcomelist_from()
header WELCOME_DKIM eval:check_for_dkim_welcomelist_from()
header WELCOME_DKIM_DEF eval:check_for_def_dkim_welcomelist_from()
meta INVALID SIGNED && !VALID
priority DMARC_PASS 500
adsp_override plain.com custom_high
welcomelist_from_spf friend@example.net
def_welcomelist_auth *@auth.com
welcomelist_from_dkim friend@example.net
def_welcomelist_from_dkim *@soft.com *.example.org
def_welcomelist_from_dkim rick@soft.com example.net
`;

export interface OriginCase {
  readonly name: string;
  readonly message: string;
  readonly expected: string;
}

interface Made {
  readonly from?: string;
  readonly sender?: string;
  readonly helo?: string;
  readonly ip?: string;
  readonly sign?: readonly Partial<SignOptions>[];
  readonly after?: (message: string) => string;
}

function messageOf({
  from = 'Joe <joe@example.net>',
  sender = 'joe@example.net',
  helo = 'mx.example.net',
  ip = '192.0.2.9',
  sign = [],
  after,
}: Made): string {
  const plain = `From: ${from}\r\nTo: you@here.example\r\nSubject: hello  there\r\nDate: Fri, 20 Nov 2026 09:00:00 +0000\r\nMessage-ID: <1@example.net>\r\n\r\nbody  text \r\nmore\r\n\r\n`;
  const signatures = sign.map(options =>
    signatureField(plain, { domain: 'example.net', selector: 's', key: strong, ...options }),
  );
  const received = `Received: from ${helo} (mx.example.net [${ip}])\r\n\tby mx.here.example (Postfix) with ESMTP id A1\r\n\tfor <you@here.example>; Fri, 20 Nov 2026 09:00:00 +0000\r\n`;
  const whole = `Return-Path: <${sender}>\r\n${received}${signatures.join('')}${plain}`;
  return after === undefined ? whole : after(whole);
}

const PASS = 'HELO_PASS SPF_PASS';

const UNSEALED: readonly OriginCase[] = (
  [
    ['spf pass', {}, `DMARC_PASS ${PASS}`],
    ['spf fail', { ip: '198.51.100.1' }, 'DMARC_REJECT HELO_FAIL SPF_FAIL'],
    [
      'spf none',
      { sender: 'a@plain.com', from: 'a@plain.com' },
      'ADSP_CUSTOM DMARC_MISSING HELO_PASS SPF_NONE',
    ],
    [
      'spf neutral',
      { sender: 'a@example.com', from: 'a@example.com' },
      'ADSP_A DMARC_NONE HELO_PASS SPF_NEUTRAL',
    ],
    [
      'spf softfail',
      { sender: 'a@soft.com', from: 'a@soft.com' },
      'ADSP_D DMARC_MISSING HELO_PASS SPF_SOFTFAIL',
    ],
    ['spf permerror', { sender: 'a@bad.com', from: 'a@bad.com' }, 'DMARC_NONE HELO_PASS SPF_PERMERROR'],
    ['spf two records', { sender: 'a@two.com', from: 'a@two.com' }, 'DMARC_NONE HELO_PASS SPF_PERMERROR'],
    ['spf fail with words', { sender: 'a@said.com', from: 'a@said.com' }, 'DMARC_QUAR HELO_PASS SPF_FAIL'],
    ['spf loop', { sender: 'a@loop.com', from: 'a@loop.com' }, 'DMARC_MISSING HELO_PASS SPF_PERMERROR'],
    [
      'spf void lookups',
      { sender: 'a@void.com', from: 'a@void.com' },
      'DMARC_REJECT HELO_PASS SPF_PERMERROR',
    ],
    ['spf temperror', { sender: 'a@lame.com', from: 'a@lame.com' }, 'DMARC_MISSING HELO_PASS SPF_TEMPERROR'],
    ['spf with 15 lookups', { sender: 'a@many.com', from: 'a@many.com' }, 'DMARC_MISSING HELO_PASS SPF_FAIL'],
    ['null sender', { sender: '' }, 'DMARC_PASS HELO_PASS'],
    ['helo without a dot', { helo: 'localhost' }, 'DMARC_PASS SPF_PASS'],
    ['helo is an address', { helo: '[192.0.2.9]' }, 'DMARC_PASS SPF_PASS'],
    ['helo of nobody', { helo: 'nobody.example.net' }, 'DMARC_PASS HELO_NONE SPF_PASS'],
    ['signed', { sign: [{}] }, `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`],
    [
      'signed, body changed',
      { sign: [{}], after: m => m.replace('more', 'less') },
      `DMARC_PASS ${PASS} INVALID SIGNED`,
    ],
    [
      'signed, subject changed',
      { sign: [{}], after: m => m.replace('hello', 'HELLO') },
      `DMARC_PASS ${PASS} INVALID SIGNED`,
    ],
    [
      'signed, blanks changed',
      { sign: [{}], after: m => m.replace('hello  there', 'hello there') },
      `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`,
    ],
    ['weak key', { sign: [{ selector: 'weak', key: weak }] }, `DMARC_PASS ${PASS} SIGNED VALID`],
    [
      '1024 bits',
      { sign: [{ selector: 'kilo', key: other }] },
      `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`,
    ],
    ['other key', { sign: [{ key: other }] }, `DMARC_PASS ${PASS} INVALID SIGNED`],
    ['revoked', { sign: [{ selector: 'gone' }] }, `DMARC_PASS ${PASS} INVALID SIGNED`],
    ['no key', { sign: [{ selector: 'none' }] }, `DMARC_PASS ${PASS} INVALID SIGNED`],
    ['key not to be had', { sign: [{ selector: 'lame' }] }, `DMARC_PASS ${PASS} INVALID SIGNED`],
    ['testing', { sign: [{ selector: 'try' }] }, `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`],
    ['expired', { sign: [{ tags: `x=${NOW_S - 60}; ` }] }, `DMARC_PASS ${PASS} INVALID SIGNED`],
    [
      'not yet expired',
      { sign: [{ tags: `t=${NOW_S - 60}; x=${NOW_S + 600}; ` }] },
      `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`,
    ],
    [
      'from the future',
      { sign: [{ tags: `t=${NOW_S + 86_400}; ` }] },
      `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`,
    ],
    [
      'part of the body',
      { sign: [{ length: 4 }] },
      `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`,
    ],
    [
      'none of the body',
      { sign: [{ length: 0 }], after: m => m.replace('more', 'less') },
      `DMARC_PASS ${PASS} INVALID SIGNED`,
    ],
    ['identity below', { sign: [{ tags: 'i=@news.example.net; ' }] }, `DMARC_PASS ${PASS} SIGNED VALID`],
    [
      'identity below, key bound',
      { sign: [{ selector: 'bound', tags: 'i=@news.example.net; ' }] },
      `DMARC_PASS ${PASS} INVALID SIGNED`,
    ],
    [
      'identity elsewhere',
      { sign: [{ tags: 'i=@example.org; ' }] },
      `DMARC_PASS ${PASS} INVALID SIGNED SIGNED_ORG`,
    ],
    [
      'granularity',
      { sign: [{ selector: 'joe', tags: 'i=joe@example.net; ' }] },
      `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`,
    ],
    [
      'other granularity',
      { sign: [{ selector: 'joe', tags: 'i=ann@example.net; ' }] },
      `DMARC_PASS ${PASS} INVALID SIGNED`,
    ],
    ['key for the web', { sign: [{ selector: 'web' }] }, `DMARC_PASS ${PASS} INVALID SIGNED`],
    ['key for sha1', { sign: [{ selector: 'sha1' }] }, `DMARC_PASS ${PASS} INVALID SIGNED`],
    [
      'rsa-sha1',
      { sign: [{ algorithm: 'rsa-sha1' }] },
      `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`,
    ],
    ['query method', { sign: [{ tags: 'q=dns/wks; ' }] }, `DMARC_PASS ${PASS} INVALID SIGNED`],
    ['third party', { sign: [{ domain: 'example.org' }] }, `DMARC_PASS ${PASS} SIGNED SIGNED_ORG VALID`],
    [
      'two signatures',
      { sign: [{ domain: 'example.org' }, {}] },
      `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED SIGNED_ORG VALID VALID_NET`,
    ],
    [
      'one good, one bad',
      { sign: [{ selector: 'none' }, {}] },
      `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`,
    ],
    ['no tag list', { after: m => `DKIM-Signature: nonsense\r\n${m}` }, `DMARC_PASS ${PASS}`],
    ['version 2', { sign: [{}], after: m => m.replace('v=1;', 'v=2;') }, `DMARC_PASS ${PASS} INVALID SIGNED`],
    [
      'signed, sent from elsewhere',
      { sign: [{}], ip: '198.51.100.1' },
      'AUTHOR DMARC_PASS ENVELOPE HELO_FAIL SIGNED SPF_FAIL VALID VALID_NET',
    ],
    ['dmarc reject', { sender: 'a@plain.com' }, 'DMARC_PASS HELO_PASS SPF_NONE'],
    [
      'dmarc of a subdomain',
      { from: 'a@news.example.net', sender: 'a@plain.com', helo: 'localhost' },
      'DMARC_QUAR SPF_NONE',
    ],
    ['dmarc, relaxed', { from: 'a@news.example.net' }, `DMARC_PASS ${PASS}`],
    [
      'dmarc, strict',
      {
        from: 'a@example.org',
        sender: 'a@plain.com',
        helo: 'localhost',
        sign: [{ domain: 'strict.example.org' }],
      },
      'DMARC_QUAR SIGNED SIGNED_ORG SPF_NONE VALID',
    ],
    [
      'dmarc, strict and the same',
      { from: 'a@example.org', sender: 'a@example.org', helo: 'localhost' },
      'DMARC_PASS SPF_PASS',
    ],
    [
      'no such author domain',
      { from: 'a@nowhere.com', sender: 'a@plain.com', helo: 'localhost' },
      'ADSP_N DMARC_MISSING SPF_NONE',
    ],
    [
      'two authors',
      { from: 'joe@example.net, a@soft.com', sign: [{}] },
      `ADSP_D AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET`,
    ],
    ['no author', { from: 'undisclosed:;' }, PASS],
    ['welcome by spf', { sender: 'friend@example.net' }, `DMARC_PASS ${PASS} WELCOME_SPF`],
    [
      'welcome, spf fails',
      { sender: 'friend@example.net', ip: '198.51.100.1' },
      'DMARC_REJECT HELO_FAIL SPF_FAIL',
    ],
    [
      'welcome by either',
      { sender: 'x@auth.com', from: 'x@auth.com' },
      `DMARC_MISSING ${PASS} WELCOME_SPF_DEF`,
    ],
    [
      'welcome by signature',
      { from: 'friend@example.net', sign: [{}] },
      `AUTHOR DMARC_PASS ENVELOPE ${PASS} SIGNED VALID VALID_NET WELCOME_DKIM`,
    ],
    [
      'welcome, weak key',
      { from: 'friend@example.net', sign: [{ selector: 'weak', key: weak }] },
      `DMARC_PASS ${PASS} SIGNED VALID`,
    ],
    [
      'welcome by third party',
      { from: 'rick@soft.com', sign: [{}] },
      `ADSP_D DMARC_MISSING ENVELOPE ${PASS} SIGNED VALID VALID_NET WELCOME_DKIM_DEF`,
    ],
    [
      'welcome by a domain below',
      { from: 'ann@soft.com', sign: [{ domain: 'strict.example.org' }] },
      `ADSP_D DMARC_MISSING ${PASS} SIGNED SIGNED_ORG VALID WELCOME_DKIM_DEF`,
    ],
    [
      'not welcome by the domain itself',
      { from: 'ann@soft.com', sign: [{ domain: 'example.org' }] },
      `ADSP_D DMARC_MISSING ${PASS} SIGNED SIGNED_ORG VALID`,
    ],
  ] as const satisfies readonly (readonly [string, Made, string])[]
).map(([name, made, expected]) => ({
  name,
  message: messageOf(made),
  expected: expected.split(' ').sort().join(' '),
}));

const require = createRequire(import.meta.url);
const { sealMessage } = require('mailauth/lib/arc/index.js') as {
  readonly sealMessage: (message: string, seal: object) => Promise<Buffer>;
};

/** With an ARC set of mailauth's on top, the first. */
async function sealed(made: Made, seal: object = {}): Promise<string> {
  const message = messageOf(made);
  const set = await sealMessage(message, {
    signingDomain: 'example.org',
    selector: 's',
    privateKey: strong.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    authResults: 'example.org; dkim=none',
    cv: 'none',
    ...seal,
  });
  const at = message.indexOf('Received:');
  return message.slice(0, at) + set.toString('latin1') + message.slice(at);
}

const elsewhere = { ip: '198.51.100.1', helo: 'localhost' };

export const CASES: readonly OriginCase[] = [
  ...UNSEALED,
  { name: 'sealed', message: await sealed({}), expected: `ARC ARC_GOOD DMARC_PASS ${PASS}` },
  {
    name: 'sealed, dmarc fails but for the chain',
    message: await sealed(elsewhere),
    expected: 'ARC ARC_GOOD DMARC_PASS SPF_FAIL',
  },
  {
    name: 'sealed for another sender',
    message: await sealed({ ...elsewhere, sender: 'a@plain.com' }),
    expected: 'ARC ARC_GOOD DMARC_REJECT SPF_NONE',
  },
  {
    name: 'sealed, body changed',
    message: (await sealed({})).replace('more', 'less'),
    expected: `ARC ARC_GOOD DMARC_PASS ${PASS}`,
  },
  {
    name: 'sealed, and the seal changed',
    message: (await sealed({})).replace(
      /(ARC-Seal: i=1;.*?cv=none;.*?b=)(.)/s,
      (_, start: string, char: string) => start + (char === 'A' ? 'B' : 'A'),
    ),
    expected: `ARC ARC_GOOD DMARC_PASS ${PASS}`,
  },
  {
    name: 'sealed with a key that is not there',
    message: await sealed({}, { selector: 'none' }),
    expected: `ARC DMARC_PASS ${PASS}`,
  },
];
