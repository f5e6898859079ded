/**
 * PDFInfo beside SpamAssassin's own: the same evals hit, the same template tags and URIs come out, for documents made here and
 * for mutated ones. Source of the expectations: the library, run by test/rules/peer.pl, but where a row says otherwise.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { Deadline } from '../../../lib/deadline.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { inspectPdf } from '../../../lib/rules/plugins/pdf-info/inspect-pdf.ts';
import type { RuleSet } from '../../../lib/rules/rule.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { createViews } from '../../../lib/views/views.ts';
import { pdf } from '../../support/pdf.ts';
import { orSkip } from '../../support/require-program.ts';

const PEER = `${import.meta.dirname}/../peer.pl`;
const TAGS =
  `PDFCOUNT PDFIMGCOUNT PDFVERSION PDFNAME PDFIMGDIM PDFIMGAREA PDFAUTHOR PDFCREATOR PDFPRODUCER PDFTITLE PDFMD5
  PDFMD5FUZZY1 PDFMD5FUZZY2`.split(/\s+/);

const PLAIN = pdf();
const md5 = (text: string) => createHash('md5').update(text, 'latin1').digest('hex');

const CALLS = `body pdf_count()
body pdf_count('1')
body pdf_count('1','1')
body pdf_count('2','abc')
body pdf_count('2','3x')
body pdf_count('0','')
rawbody pdf_count('2')
body pdf_image_count('0','0')
body pdf_image_count('1','1')
body pdf_image_count('2','inf')
body pdf_pixel_coverage('0')
body pdf_pixel_coverage('1','100000')
body pdf_pixel_coverage('100001','1e6')
body pdf_pixel_coverage('1e19')
body pdf_image_size_exact('150','400')
body pdf_image_size_exact('150')
body pdf_image_size_exact('450','500')
body pdf_image_size_exact('00','7')
body pdf_image_size_range('100','300','240','800')
body pdf_image_size_range('100')
body pdf_image_size_range('300','300')
body pdf_image_size_range('149.5','399','150')
body pdf_named('mytest.pdf')
body pdf_named('')
body pdf_named('My Test.PDF')
body pdf_name_regex('/^(?:my|your)test\\.pdf$/')
body pdf_name_regex('/^MYTEST/i')
body pdf_name_regex('^mytest')
body pdf_name_regex('m{test[.]pdf}')
body pdf_name_regex('/mytest')
body pdf_name_regex('(')
body pdf_image_to_text_ratio('0.000','0.008')
rawbody pdf_image_to_text_ratio('0.000','0.015')
body pdf_image_to_text_ratio('0','10')
body pdf_image_to_text_ratio('0')
body pdf_match_md5('${md5(PLAIN)}')
body pdf_match_md5('${md5(PLAIN).toUpperCase()}')
body pdf_match_md5()
body pdf_match_fuzzy_md5('${md5('')}')
body pdf_match_fuzzy_md5('${md5('TypePagesTypeKidsCountMediaBoxTypeParentContentsLengthSizeRootInfo')}')
body pdf_match_details('author','/^mobile$/')
body pdf_match_details('author','^$')
body pdf_match_details('producer','/(?i)^gpl ghostscript/')
body pdf_match_details('creator','/^PScript5/')
body pdf_match_details('title','/^Microsoft Word \\- Document1$/')
body pdf_match_details('title','\\(')
body pdf_match_details('created','/^200707/')
body pdf_match_details('modified','/^2/')
body pdf_match_details('created','/9/')
body pdf_match_details('nothing','/./')
body pdf_match_details('title')
body pdf_is_encrypted()
body pdf_is_empty_body()
body pdf_is_empty_body('10')
rawbody pdf_is_empty_body('10')
body pdf_is_empty_body('-1')`
  .split('\n')
  .map(line => line.split(/ (.*)/s) as [string, string]);

const CONFIG = [
  'loadplugin Mail::SpamAssassin::Plugin::PDFInfo',
  ...CALLS.map(([kind, call], index) => `${kind} R${index} eval:${call}\nscore R${index} 0.1`),
].join('\n');

interface Answer {
  readonly hits: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly uris: readonly string[];
}

// The library knows com and org only (peer.pl), and so does ours.
const SET = parseRules([{ name: 'test.cf', text: `util_rb_tld com org\n${CONFIG}` }]);

/** What our engine says. */
function ours(message: string, set: RuleSet = SET): Answer {
  const views = createViews(Buffer.from(message, 'latin1'), { settings: viewSettings(set) });
  const { hits, tags, failures } = runRules(set, views, { scoreSet: 0, deadline: new Deadline(60_000) });
  assert.deepEqual(failures, []);
  return {
    hits: hits.map(({ rule }) => CALLS[Number(rule.slice(1))]?.[1] ?? '').sort(),
    tags: Object.fromEntries(
      TAGS.flatMap(name => {
        const value = tags.get(name);
        return value === undefined ? [] : [[name, String(value)]];
      }),
    ),
    uris: [...views.uris].sort(),
  };
}

/** What the library says; undefined: it is not here, and the test is skipped. */
function theirs(context: TestContext, messages: readonly string[]): readonly Answer[] | undefined {
  const probe = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0 ? 'perl' : null;
  if (orSkip(context, probe, 'spamassassin') === undefined) return undefined;
  const cases = messages.map(message => JSON.stringify({ config: CONFIG, message, tags: TAGS, uris: true }));
  const { stdout } = spawnSync('perl', [PEER], {
    input: `${cases.join('\n')}\n`,
    encoding: 'latin1',
    maxBuffer: 2 ** 28,
  });
  const answers = stdout.split('\n').filter(line => line !== '');
  assert.equal(answers.length, messages.length);
  return answers.map(answer => {
    const { hits, tags, uris } = JSON.parse(answer) as { hits: string } & Omit<Answer, 'hits'>;
    const rules = hits.split(' ').filter(rule => /^R\d/.test(rule));
    return {
      hits: rules.map(rule => CALLS[Number(rule.slice(1))]?.[1] ?? '').sort(),
      tags,
      uris: [...uris].sort(),
    };
  });
}

interface Part {
  readonly content: string;
  readonly type?: string;
  readonly name?: string;
  readonly encoding?: string;
}

const attached = ({ content, type = 'application/pdf', name = 'mytest.pdf', encoding = 'base64' }: Part) =>
  `--b\nContent-Type: ${type}\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: ${encoding}\n\n${
    encoding === 'base64'
      ? Buffer.from(content, 'latin1').toString('base64').replace(/.{76}/g, '$&\n')
      : content
  }\n`;
const mail = (body: string, ...parts: readonly Part[]) =>
  `From: a@example.com\nTo: b@example.org\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n${body}\n${parts
    .map(attached)
    .join('')}--b--\n`;
const withInfo = (...info: readonly (readonly [string, string])[]) =>
  mail('hello', { content: pdf({ info }) });
const withLines = (...objects: readonly string[]) => mail('hello', { content: pdf({ objects }) });

const octets = (disposition: string) =>
  mail('hello', { content: PLAIN, type: 'application/octet-stream' }).replace(
    /Content-Disposition: .*/,
    `Content-Disposition: ${disposition}`,
  );

const image = (width: number, height: number, size: 'matrix' | 'dictionary' = 'matrix') => ({
  width,
  height,
  size,
});
const BIG = '9'.repeat(15);

const MESSAGES: readonly (readonly [string, string])[] = [
  ['no PDF', mail('hello')],
  ['plain', mail('hello', { content: PLAIN })],
  ['nothing but the PDF', mail('', { content: PLAIN })],
  ['blanks beside the PDF', mail(' \n\t', { content: PLAIN })],
  ['type that is a PDF, another name', mail('hello', { content: PLAIN, name: 'a.bin' })],
  ['image type', mail('hello', { content: PLAIN, type: 'image/pdf', name: '0' })],
  [
    'octets with its name',
    mail('hello', { content: PLAIN, type: 'application/octet-stream', name: 'My Test.PDF' }),
  ],
  [
    'octets with the name of a form',
    mail('hello', { content: PLAIN, type: 'application/octet-stream', name: 'a.fdf' }),
  ],
  [
    'octets with another name',
    mail('hello', { content: PLAIN, type: 'application/octet-stream', name: 'a.pdf.dat' }),
  ],
  ['text with its name', mail('hello', { content: PLAIN, type: 'text/plain' })],
  ['no PDF inside', mail('hello', { content: 'hello', name: 'mytest.pdf' })],
  ['empty', mail('hello', { content: '' })],
  [
    'the only part',
    `From: a@example.com\nSubject: s\nContent-Type: application/pdf; name=mytest.pdf\nContent-Transfer-Encoding: base64\n\n${Buffer.from(PLAIN, 'latin1').toString('base64')}\n`,
  ],
  ['unquoted name with blanks', octets('attachment; filename=my test.pdf; x=y')],
  ['name in the form of RFC 2231', octets("attachment; filename*=utf-8''mytest.pdf")],
  ['name with a semicolon', octets('attachment; filename="mytest.pdf;x"')],
  ['name that is encoded', octets('attachment; filename="=?utf-8?Q?mytest=2Epdf?="')],
  [
    'quoted-printable',
    mail('hello', { content: pdf({ info: [['Title', '(a=20b=29)']] }), encoding: 'quoted-printable' }),
  ],
  ['8bit', mail('hello', { content: pdf({ info: [['Title', '(a\xa0b)']] }), encoding: '8bit' })],
  ['byte order mark', mail('hello', { content: `\xef\xbb\xbf${PLAIN}` })],
  ['magic at 1024', mail('hello', { content: ' '.repeat(1024) + PLAIN })],
  ['magic at 1025', mail('hello', { content: ' '.repeat(1025) + PLAIN })],
  ['two versions', mail('hello', { content: `%PDF-1.2%PDF-1.3\n${PLAIN}` })],
  [
    'CR LF',
    mail('hello', { content: pdf({ lineEnd: '\r\n', images: [image(400, 150)], info: [['Title', '(x)']] }) }),
  ],
  [
    'CR',
    mail('hello', { content: pdf({ lineEnd: '\r', images: [image(400, 150)], info: [['Title', '(x)']] }) }),
  ],
  ['an image', mail('hello', { content: pdf({ images: [image(400, 150)] }) })],
  [
    'two images',
    mail('hello', { content: pdf({ images: [image(400, 150), image(100, 300, 'dictionary')] }) }),
  ],
  ['an image without height', mail('hello', { content: pdf({ images: [image(400, 0)] }) })],
  [
    'dictionary first in the line',
    withLines('/Image\n/Width 400/Height 150', '/Image /Width 400\n/Height 150'),
  ],
  ['zeros', withLines('/Image\n7 0 0 00 0 0 cm', '/Image\n07 0 0 3 0 0 cm')],
  ['size before the image', withLines('400 0 0 150 0 0 cm\n/Image')],
  [
    'wide images',
    withLines(`/Image /Width ${BIG}/Height ${BIG}`, `/Image /Width 18446744073709551615/Height 1`),
  ],
  ['64 bits', withLines(`/Image /Width 4294967295/Height 4294967297`)],
  ['65 bits', withLines(`/Image /Width 18446744073709551615/Height 1`, '/Image /Width 1/Height 1')],
  ['endless size', withLines(`/Image /Width ${'9'.repeat(400)}/Height 2`)],
  [
    'sizes with blanks behind, late',
    withLines(...Array<string>(80).fill('null'), '/Image\n400 0 0 150 0 0 cm \n400 0 0 151 0 0 cm'),
  ],
  [
    'images in two PDFs',
    mail(
      'hello',
      { content: pdf({ images: [image(400, 150)] }) },
      { content: pdf({ version: '1.6', images: [image(20, 30)] }) },
    ),
  ],
  [
    'the last one without images',
    mail('hello', { content: pdf({ images: [image(400, 150)] }) }, { content: PLAIN, name: 'yourtest.pdf' }),
  ],
  [
    'three PDFs',
    mail(
      'hello',
      ...['a.pdf', 'b.pdf', 'c.pdf'].map(name => ({
        name,
        content: pdf({ info: [['Title', `(${name})`]] }),
      })),
    ),
  ],
  ['encrypted', mail('hello', { content: pdf({ isEncrypted: true }) })],
  ['encrypted within a line', withLines('<</Encrypt 9 0 R>>')],
  [
    'literal details',
    withInfo(
      ['Author', '(mobile)'],
      ['Producer', ' (GPL Ghostscript 8.15)'],
      ['Creator', '  (PScript5.dll)'],
      ['Title', '   (no)'],
    ),
  ],
  ['dates', withInfo(['CreationDate', '(D:20070703144220)'], ['ModDate', "  (D:20070226165100-06'00')"])],
  [
    'all in a line',
    withLines(
      '<</CreationDate(D:19990101)/Creator( Adobe)/Producer(P)/ModDate(D:2)/Title(Microsoft Word - Document1)/Author(mobile)>>',
    ),
  ],
  [
    'hex',
    withInfo(
      ['Author', '<6d6F62696C65>'],
      ['Title', '<FEFF 0041 0042>'],
      ['Creator', '<fffe41004>'],
      ['Producer', '<>'],
    ),
  ],
  [
    'UTF-16 in octal',
    withInfo(
      ['Author', '(\\376\\377\\000H\\000P)'],
      ['Title', '(\xfe\xff\0A\0B)'],
      ['Producer', '(\\477\\08\\\\101)'],
    ),
  ],
  [
    'escapes',
    withInfo(
      ['Title', '(Foo \\(bar\\) \\\\ \\n \\101\\102)'],
      ['Author', '(a(b)c)'],
      ['Creator', '()'],
      ['Producer', '(\\))'],
    ),
  ],
  [
    'unclosed',
    withInfo(['Title', '(abc'], ['Author', '<abc'], ['Creator', '(a\\)'], ['Producer', '(x) /Producer(y)']),
  ],
  ['first complete one', withLines('/Title(\\) /Title<41> /Title(b)', '/Author[x] /Author(y)')],
  ['long title', withInfo(['Title', `(${'x'.repeat(300)})`])],
  ['many titles', withLines(...Array.from({ length: 30 }, (_, n) => `/Title(${n}${'x'.repeat(200)})`))],
  [
    'URI action',
    withLines('<</S/URI/URI(http://a.example.com/x)>>', '<< /S /URI\n/URI (http://b.example.com/)'),
  ],
  [
    'URI alone',
    withLines(
      '/URI(http://c.example.com/x)',
      '  /URI  (http://d.example.com/\\(x\\))',
      'x/URI(http://e.example.com)',
    ),
  ],
  [
    'bare URI',
    withLines(
      '<</A(https://f.example.com/xyz)>>',
      '(http://g.co)>>',
      `(http://h.example.com/${'y'.repeat(300)})>>`,
    ),
  ],
  ['bare URI, last end', withLines('(http://i.example.com/a)>> (x)>>', '(http://j.example.com/a))>>')],
  ['bare URI before an action', withLines('(http://k.example.com/a)>>/S/URI/URI(http://l.example.com/)')],
  ['action before a bare URI', withLines('/S/URI/URI(http://m.example.com/) (http://n.example.com/abc)>>')],
  ['unclosed action before a bare one', withLines('/S/URI/URI<x (http://o.example.com/abc\\)>>')],
  ['hex URI', withLines('/S/URI/URI<687474703a2f2f702e6578616d706c652e636f6d> /Title(gone)', '/URI<2e.61>')],
  [
    'URI with zero bytes',
    withLines('/URI(http://q.example.com/\0)/Title(gone)', '/URI(.com)/Title(gone too)'),
  ],
  ['URI without a dot', withLines('/URI(mailto:x)/Title(gone)', '/URI(x.com)/Title(stays)')],
  [
    '21 URIs',
    withLines(
      ...Array.from({ length: 21 }, (_, n) => `/URI(http://u${n}.example.com)`),
      '/URI(nothing)/Title(stays)',
    ),
  ],
  ['URI with an umlaut', withLines('/URI(http://b\xc3\xbccher.com/)', '/URI(http://www.caf\xe9.org/)')],
  [
    'percent in URIs',
    withLines('/URI(http://r.example.com/%41%2e?a=b&c=d#e)', '/URI(HTTP://S.EXAMPLE.COM)', '/URI(www.t.org)'),
  ],
  [
    'comment lines and boxes',
    mail('hello', {
      content: '%PDF-1.1\n%x\n/MediaBox [0]\n/CropBox\n/Widthy\n1 2 3 4 5 6 cm\n/ab1c \t\nstream\nxx\n',
    }),
  ],
  ['fuzzy nothing', mail('hello', { content: '%PDF-1.1\n0' })],
  ['69 lines', mail('hello', { content: `%PDF-1.1\n${'x\n'.repeat(67)}last \nbeyond \nyet more` })],
];

test('evals, tags and URIs as in SpamAssassin', context => {
  assert.deepEqual(
    SET.faults.map(({ text }) => text),
    [],
  );
  compare(context, MESSAGES);
});

const SEED = 20_070_810;
const TOKENS = [
  ...[
    '/Author',
    '/Title',
    '/Producer',
    '/Creator',
    '/CreationDate(D:',
    '/ModDate (D:',
    '(',
    ')',
    '<',
    '>',
    '\\',
    '\\)',
    '\\376\\377',
  ],
  ...[
    '\n',
    '\r',
    ' ',
    '\t',
    '\v',
    '\xa0',
    '\x85',
    '\0',
    '0',
    '99999999999',
    '630 0 0 149 0 0 cm',
    '\n7 0 0 8 0 0 cm\n',
    '/Image',
    '/Image\n',
  ],
  ...[
    '/Width ',
    '/Height ',
    '\n/Width 7',
    '/Width 3/Height 4',
    '/Encrypt',
    '\n/Encrypt',
    'stream',
    '/S/URI',
    '/URI',
    '/S/URI/URI(http://v.example.com/',
  ],
  ...[
    '\n/URI (w.org/x)',
    '(http://',
    '(https://x.example.com/y',
    '.',
    ')>>',
    '<FEFF0041>',
    '<41 4',
    '%',
    '%PDF-1.7',
    'D:2007',
    '\xfe\xff',
  ],
];
const RICH = pdf({
  images: [image(400, 150), image(20, 30, 'dictionary')],
  info: [
    ['Author', '(mobile)'],
    ['Title', '<FEFF0041>'],
    ['Producer', '(P \\(x\\))'],
    ['CreationDate', '(D:20070703144220)'],
  ],
  objects: [
    '<</S/URI/URI(http://a.example.com/x)>>',
    '<</A(https://f.example.com/xyz)>>',
    '/URI(http://c.org/)',
  ],
});
const edit = fc.tuple(
  fc.nat(RICH.length),
  fc.nat(12),
  fc.oneof(fc.constantFrom(...TOKENS), fc.string({ unit: 'binary-ascii', maxLength: 4 })),
);
/** The rich document with pieces cut out and put in, or nothing but pieces. */
const mutated = fc.oneof(
  fc
    .array(edit, { minLength: 1, maxLength: 25 })
    .map(edits =>
      edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), RICH),
    ),
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }).map(pieces => `%PDF-1.4\n${pieces.join('')}`),
);

test('mutated documents: the same as in SpamAssassin', context => {
  const samples = fc.sample(fc.array(mutated, { minLength: 1, maxLength: 4 }), { numRuns: 150, seed: SEED });
  compare(
    context,
    samples.map(documents => [
      JSON.stringify(documents),
      mail('hello', ...documents.map(content => ({ content }))),
    ]),
  );
});

test('mutated documents and random bytes never throw', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map(array => Buffer.from(array).toString('latin1'));
  fc.assert(
    fc.property(fc.oneof(mutated, bytes), content => {
      ours(mail('hello', { content }));
    }),
    { numRuns: 300 },
  );
});

const MEGABYTE = 2 ** 20;
for (const token of [
  ...TOKENS,
  '/Title(',
  '/Title<',
  '/S/URI/URI(',
  '/URI(a.b)\n',
  '(http://x',
  '(http://12345678)>',
  '/Title()',
  '/\n',
  ' x',
])
  test(`a megabyte of ${JSON.stringify(token)} is looked at in bounded time`, () => {
    const content = `%PDF-1.4\n/Image ${token.repeat(Math.ceil(MEGABYTE / token.length))}`;
    const start = performance.now();
    inspectPdf(content);
    assert.ok(performance.now() - start < 5000);
  });

/** All messages that differ, not only the first. */
function compare(context: TestContext, messages: readonly (readonly [string, string])[]): void {
  const expected = theirs(
    context,
    messages.map(([, message]) => message),
  );
  if (expected === undefined) return;
  const pairs = messages.map(([name, message], index) => [name, ours(message), expected[index]] as const);
  const differing = pairs.filter(([, own, other]) => !isDeepStrictEqual(own, other));
  assert.deepEqual(
    differing.map(([name, own]) => [name, own]),
    differing.map(([name, , other]) => [name, other]),
  );
}
