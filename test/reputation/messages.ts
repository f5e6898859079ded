/** Messages of a few senders, made up, that score this and that by the rules beside them. Seeded: always the same ones. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** They have no network tests, no metas, and scores that no rounding hides. */
export const RULES = `
util_rb_tld com net org example
body SPAMMY /buy now/
score SPAMMY 4.3
body VERY_SPAMMY /casino/
score VERY_SPAMMY 7.125
header HAMMY Subject =~ /minutes/
score HAMMY -2.6
tflags HAMMY nice
header ODD X-Odd =~ /./
score ODD 0.0625
body LISTED /listed/
score LISTED 3
tflags LISTED userconf noautolearn
body UNCOUNTED /uncounted/
score UNCOUNTED 1.5
tflags UNCOUNTED userconf
body EXEMPT /exempt/
score EXEMPT 1
tflags EXEMPT noawl
ifplugin Mail::SpamAssassin::Plugin::AWL
header AWL eval:check_from_in_auto_welcomelist()
describe AWL Adjusted score
tflags AWL userconf noautolearn
priority AWL 1000
endif
ifplugin Mail::SpamAssassin::Plugin::TxRep
header TXREP eval:check_senders_reputation()
describe TXREP Sender's reputation
tflags TXREP userconf noautolearn
priority TXREP 1000
endif
`;

const SENDERS = [
  'Ann <ann@Example.ORG>',
  'bob@example.org',
  '"O\'Brien; x" <o\'brien@example.net>',
  'Dora <DORA@mail.example.com>',
  '=?utf-8?Q?=C3=89ve?= <eve@xn--ve-9ia.example>',
  'x@example.org, y@example.org',
  'nobody',
];
const HOSTS = [
  ['mail.example.org', '198.51.100.7'],
  ['mail.example.org', '198.51.100.77'],
  ['gate.example.org', '203.0.113.5'],
  ['DESKTOP-A1', '192.0.2.200'],
  ['[192.0.2.9]', '192.0.2.9'],
  ['v6.example.net', 'IPv6:2001:db8:17:1::25'],
  ['ann.local', '10.1.2.3'],
] as const;
const BODIES = [
  'hello',
  'buy now',
  'casino, buy now',
  'listed',
  'uncounted casino',
  'exempt buy now',
  'plain text',
];
const SUBJECTS = ['minutes', 'news', 'hello there'];

/** Paths of the files. */
export function writeMessages(folder: string, count: number, seed = 1): readonly string[] {
  mkdirSync(folder, { recursive: true });
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    const [helo, ip] = pick(HOSTS);
    const [nextHelo, nextIp] = pick(HOSTS);
    const time = `Mon, 2 Jun 2025 ${String(random(24)).padStart(2, '0')}:00:${String(index % 60).padStart(2, '0')} +0000`;
    const lines = [
      ...(random(6) === 0
        ? []
        : [
            `Received: from ${helo} (${helo} [${ip}]) by mx.example.com (Postfix) with ESMTP id ABC${index}; ${time}`,
          ]),
      ...(random(2) === 0
        ? [
            `Received: from ${nextHelo} (unknown [${nextIp}]) by ${helo} (Postfix) with ESMTP id DEF${index}; ${time}`,
          ]
        : []),
      `From: ${pick(SENDERS)}`,
      ...(random(8) === 0 ? [] : [`To: someone@example.com`]),
      `Subject: ${pick(SUBJECTS)}`,
      ...(random(10) === 0 ? [] : [`Date: ${time}`]),
      ...(random(4) === 0 ? ['X-Odd: 1'] : []),
      `Message-ID: <${index}@example.org>`,
      '',
      `${pick(BODIES)} ${index}`,
      '',
    ];
    const path = join(folder, `${index}.eml`);
    writeFileSync(path, lines.join(random(10) === 0 ? '\r\n' : '\n'));
    return path;
  });
}
