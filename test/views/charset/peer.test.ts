/** Charset normalisation against SpamAssassin's own with Encode::Detect, where both are installed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import iconv from 'iconv-lite';
import { decodeCharset } from '../../../lib/views/charset.ts';
import { SAMPLE_TEXTS } from './texts.ts';

interface Case {
  readonly charset: string;
  readonly bytes: Buffer;
  readonly declaredOnly: boolean;
}

const hasPeer =
  spawnSync('perl', ['-MMail::SpamAssassin', '-MEncode::Detect::Detector', '-e', '1']).status === 0;
const skip = hasPeer ? false : 'no Mail::SpamAssassin with Encode::Detect';

/** Cases that come out otherwise than the peer's, as text. */
function differences(cases: readonly Case[]): readonly string[] {
  const input = cases.map(one => JSON.stringify({ ...one, bytes: one.bytes.toString('base64') }));
  const run = spawnSync('perl', [join(import.meta.dirname, 'peer.pl')], {
    input: input.join('\n'),
    maxBuffer: 1 << 28,
  });
  assert.equal(run.status, 0, run.stderr.toString());
  const peers = run.stdout.toString().trimEnd().split('\n');
  assert.equal(peers.length, cases.length);
  return cases.flatMap(({ bytes, charset, declaredOnly }, index) => {
    const own = decodeCharset(bytes.toString('latin1'), charset, { declaredOnly });
    const theirs = Buffer.from(peers[index] ?? '', 'base64').toString('utf8');
    return own === theirs ? [] : [`${charset} ${bytes.toString('hex')}: ${own} for ${theirs}`];
  });
}

function undeclared(texts: readonly string[], charsets: readonly string[]): readonly Case[] {
  return charsets.flatMap(encoding =>
    texts.flatMap(text =>
      ['us-ascii', 'UTF-8'].map(charset => ({
        charset,
        bytes: iconv.encode(text, encoding),
        declaredOnly: false,
      })),
    ),
  );
}

/** The beginnings of a text, as short as display names are. */
function beginnings(line: string): readonly string[] {
  return [2, 3, 4, 6, 8, 12, 20].map(length => line.slice(0, length));
}

for (const { language, charsets, mistaken = [], lines } of SAMPLE_TEXTS) {
  test(`undeclared ${language} is guessed as SpamAssassin guesses it, however short`, { skip }, () => {
    const texts = [
      ...lines,
      ...lines.flatMap(beginnings),
      `Re: ${lines.join(' <b>2 for 1</b>\n')} http://example.com/`,
    ];
    assert.deepEqual(differences(undeclared(texts, [...charsets, ...mistaken])), []);
  });
}

const LABELS: readonly string[] = [
  ...[
    'GB2312_CHARSET',
    'gb_2312-80',
    'x-sjis',
    'koi8r',
    'KOI8-U',
    'euc_kr',
    'ks_c_5601-1987',
    'x-euc-jp',
    'cp950',
  ],
  ...[
    'latin1',
    'latin2',
    'iso8859-15',
    'iso_8859-1',
    'ibm850',
    'macintosh',
    'x-mac-cyrillic',
    'tis-620',
    'win-1251',
  ],
  ...[
    'windows1252',
    'unknown-8bit',
    'x-unknown',
    'default',
    '646',
    'ansi_x3.110-1983',
    'iso-8859-8-i',
    'utf8',
    'big5-eten',
  ],
];

test('labels mean what they mean to SpamAssassin', { skip }, () => {
  const bytes = Buffer.from('caf\xe9 \xa4\xa4\xa4\xe5 \xc4\xe3\xba\xc3', 'latin1');
  const cases = LABELS.flatMap(charset =>
    [true, false].map(declaredOnly => ({ charset, bytes, declaredOnly })),
  );
  assert.deepEqual(differences(cases), []);
});

const ENCODED: readonly (readonly [charset: string, bytes: string])[] = [
  ['utf-7', '+ADw-b+AD4-caf+AOk-+ADw-/b+AD4- 1 +- 1 +!'],
  ['UTF-7', 'caf+AOkA+2D0'],
  ['iso-2022-jp', '\x1b$B%9\x1b(B\x1b$B%Q%`\x1b(B mail'],
  ['iso-2022-jp', '\x1b$B%9%Q\x1b(J!\x1b(B'],
  ['hz-gb-2312', 'say ~{<:Ky2;S{~} ~~ end'],
  ['hz', '~{VPND~}'],
  ['iso-2022-kr', '\x1b$)C\x0e>H3g\x0f hi'],
  ['utf-16', '\xff\xfea\0b\0'],
  ['utf-16', 'a\0 \0b\0'],
  ['utf-16', '\0a\0 \0b'],
  ['utf-16le', 'a\0 \0b\0'],
  ['utf-16', 'plain'],
];
test('encodings with shifts are decoded as SpamAssassin does', { skip }, () => {
  const cases = ENCODED.flatMap(([charset, text]) =>
    [true, false].map(declaredOnly => ({ charset, bytes: Buffer.from(text, 'latin1'), declaredOnly })),
  );
  assert.deepEqual(differences(cases), []);
});
