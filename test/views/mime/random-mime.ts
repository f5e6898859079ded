/**
 * Messages of odd MIME structure, each by its seed: nesting, missing and repeated boundaries, epilogues, mixed line ends,
 * parts without a header or without an empty line behind it, empty parts, messages in messages, odd header fields.
 */
export function randomMime(seed: number): string {
  const random = mulberry32(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const chance = (percent: number): boolean => random() * 100 < percent;
  const eol = chance(20) ? '\r\n' : '\n';
  const boundaries = ['b', 'b', 'bb', 'b-', '--b', 'b c', 'a:b', '=_"x', '0', 'B'.repeat(80)];

  const text = (): string =>
    pick([
      '',
      `one${eol}`,
      'no line end',
      eol,
      `${eol}${eol}two   words \t${eol}`,
      `Looks: like a header${eol}`,
      ` folded${eol}line${eol}`,
      `<p>HTML <b>bold</b> ü${eol}<a href="http://a.example/">x</a>${eol}`,
      `=41=\r\nB \t${eol}=3D =${eol}C \r \n`,
      `aGVs${eol}bG8gd29y bGQ=${eol}`,
      `aGVs=bG8${eol}`,
      `QQ==QUI=!${eol}`,
      `${'x'.repeat(2048)}${eol}${'y '.repeat(2100)}${eol}`,
      `${' \t\n'.repeat(25)}gap${eol}${'\n'.repeat(30)}`,
      `--${pick(boundaries)}${pick(['', '--', ' ', '-- \t', 'x'])}${eol}`,
      `\0NUL\r and CR${eol}.${eol}`,
      `From me${eol}--${eol}-- ${eol}signature${eol}`,
    ]);
  const texts = (): string => Array.from({ length: Math.floor(random() * 3) }, text).join('');

  const parameter = (boundary: string): string =>
    pick([
      `boundary="${boundary}"`,
      `boundary="${boundary}"`,
      `boundary=${boundary}`,
      `BOUNDARY = "${boundary}"; charset=x`,
      `${eol}\tboundary="${boundary}`,
      `(a comment) boundary="${boundary}"`,
      `type="text/html"; boundary=${boundary}; x`,
      `boundary=""; boundary=${boundary}`,
      'charset=utf-8',
    ]);
  const leafType = (): string =>
    pick([
      'text/plain',
      'text/html; charset=iso-8859-1',
      'text/html; charset="utf-8" (x); name="a.txt"',
      'TEXT/Enriched',
      'text/calendar',
      'text',
      'application/octet-stream; name=page.html',
      'application/pdf; filename*0=a; filename*1=".pdf"',
      'image/png; name="=?utf-8?q?=41?=.png"',
      '; charset=utf-8',
      '()',
      'message/partial; id=x',
      'message/delivery-status',
      'multipart/mixed',
      'multipart/alternative; charset=x',
    ]);
  const otherField = (): string =>
    pick([
      `Content-Transfer-Encoding: ${pick(['base64', 'BASE64 ', 'quoted-printable', 'Quoted-Printable', '7bit', 'x', 'base64;'])}`,
      `Content-Disposition: ${pick(['inline', 'attachment; filename="a;b.htm"', 'attachment; filename= x.shtml'])}`,
      'Content-Type : text/html',
      'Content-Transfer-Encoding :base64',
      `X-Long: ${'v'.repeat(9000)}`,
      `X-Folded: a${eol} b${eol}\tc`,
      'Not a field',
      'X-Empty:',
      `Content-Transfer-Encoding:${eol} base64`,
    ]);
  const header = (type: string | undefined): string => {
    const fields = Array.from({ length: Math.floor(random() * 3) }, otherField);
    if (type !== undefined) fields.splice(chance(60) ? fields.length : 0, 0, `Content-Type: ${type}`);
    return fields.map(field => field + eol).join('');
  };
  const separator = (): string => (chance(85) ? eol : chance(50) ? '' : pick(['\n', '\r\n', ' \n']));

  const multipart = (depth: number, outer: readonly string[]): readonly [type: string, body: string] => {
    const boundary = outer.length > 0 && chance(15) ? pick(outer) : pick(boundaries);
    const kind = pick(['mixed', 'mixed', 'alternative', 'digest', 'related', 'x']);
    const delimiter = (): string =>
      chance(90) ? `--${boundary}${pick(['', '', '', ' ', '\t'])}${eol}` : pick(['', `--${boundary}x${eol}`]);
    const parts = Array.from(
      { length: Math.floor(random() * 4) },
      () => delimiter() + part(depth - 1, [...outer, boundary]) + (chance(85) ? eol : ''),
    );
    const preamble = chance(25) ? texts() : '';
    const close = chance(80) ? `--${boundary}--${pick([eol, eol, '', ' \n'])}` : '';
    const epilogue = chance(30) ? texts() : '';
    return [`multipart/${kind}; ${parameter(boundary)}`, preamble + parts.join('') + close + epilogue];
  };
  const part = (depth: number, outer: readonly string[]): string => {
    if (chance(8)) return texts();
    if (depth > 0 && chance(35)) {
      const [type, body] = multipart(depth, outer);
      return header(type) + separator() + body;
    }
    if (depth > 0 && chance(20)) {
      const enclosed = message(depth - 1, outer);
      const type = pick(['message/rfc822', 'Message/RFC822', 'message/global']);
      if (chance(70)) return header(type) + separator() + enclosed;
      const base64 = Buffer.from(enclosed, 'latin1').toString('base64').replace(/.{76}/g, `$&${eol}`);
      return `Content-Transfer-Encoding: base64${eol}Content-Type: ${type}${eol}${eol}${base64}${eol}`;
    }
    return header(chance(80) ? leafType() : undefined) + separator() + texts();
  };
  const message = (depth: number, outer: readonly string[]): string => {
    const top = pick(['', '', '', `From x Mon Jan  1 00:00:00 2024${eol}`, ` fold: at top${eol}`]);
    const subject = Array.from({ length: pick([1, 1, 2, 0]) }, (_, index) => `Subject: s${index}${eol}`);
    const [type, body] = chance(75) ? multipart(depth, outer) : [leafType(), texts()];
    return top + subject.join('') + header(chance(95) ? type : undefined) + separator() + body;
  };
  return message(4, []);
}

/** Random numbers below 1, the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
