/**
 * Messages of the usual forms: looked at while an image is made, so that the functions that every message needs are in it,
 * compiled. They name nobody in To, since a rule with a template tag is filled in once a process (lib/rules/regex/templates.ts).
 */
const HEADER = [
  'Received: from mx.example.net (mx.example.net [192.0.2.7])',
  '\tby mail.example.org (Postfix) with ESMTPS id 4XyZ',
  '\tfor <anna@example.org>; Mon, 16 Nov 2026 09:12:44 +0100 (CET)',
  'Received: from [198.51.100.9] (port=4711 helo=[10.0.0.2])',
  '\tby mx.example.net with esmtpa (Exim 4.96) id 1abcde-000123-AB; Mon, 16 Nov 2026 08:12:40 +0000',
  'Message-ID: <20261116.0812@example.net>',
  'From: =?UTF-8?Q?Ren=C3=A9?= <rene@example.net>',
  'Reply-To: "Desk, Help" <desk@example.com>',
  'Subject: =?ISO-8859-1?Q?Gr=FC=DFe?= and the minutes of Monday',
  'Date: Mon, 16 Nov 2026 09:12:40 +0100',
  'X-Mailer: Example 1.0',
  'List-Unsubscribe: <https://lists.example.net/leave?u=1>',
  'MIME-Version: 1.0',
];

const TEXT =
  'Hello,\n\nthe minutes are at https://www.example.net/minutes?id=7 or www.example.com,\nwrite to desk@example.com.\n\n-- \nRené\n';

const HTML = `<!DOCTYPE html><html><head><title>Minutes</title><style>p { color: #222 }</style></head>
<body bgcolor="white"><p style="font-size:14px;color:rgb(20,20,20)">Hello &amp; welcome,<br>the minutes are
<a href="https://www.example.net/minutes?id=7">here</a>.</p><!-- note --><table><tr><td><font color="#000000" size=2>Regards</font>
</td></tr></table><img src="cid:logo@example.net" width=120 height=40 alt="logo"><div style="display:none">hidden</div></body></html>
`;

/** It is good for nothing: no key is found for it. */
const SIGNATURE = [
  'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=mail; t=1794816760;',
  '\tbh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=; h=From:To:Subject:Date:Message-ID;',
  '\tb=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR',
];

/** UTF-8. */
export function sampleMessages(): readonly string[] {
  const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\n');
  const quoted = TEXT.replace(/[^ -~\n]/g, char =>
    [...Buffer.from(char)].map(byte => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
  const message = (header: readonly string[], body: string): string =>
    [...HEADER, ...header, '', body].join('\n');
  const part = (header: readonly string[], body: string): string => ['--b1', ...header, '', body].join('\n');
  const textPart = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable'];
  const htmlPart = ['Content-Type: text/html; charset="iso-8859-1"', 'Content-Transfer-Encoding: base64'];
  const image = [
    'Content-Type: image/gif; name="logo.gif"',
    'Content-Transfer-Encoding: base64',
    'Content-ID: <logo@example.net>',
  ];
  return [
    message(['Content-Type: text/plain; charset=us-ascii'], TEXT.replace('é', 'e')),
    message(['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit'], HTML),
    message(
      ['Content-Type: multipart/alternative; boundary="b1"'],
      [part(textPart, quoted), part(htmlPart, base64(HTML)), '--b1--', ''].join('\n'),
    ),
    message(
      [...SIGNATURE, 'Content-Type: multipart/mixed; boundary="b1"'],
      [
        part(textPart, quoted),
        part(image, 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'),
        '--b1--',
        '',
      ].join('\n'),
    ),
  ];
}
