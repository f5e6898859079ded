import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { RegexError, translateRegex } from '../../../lib/rules/regex/rule-regex.ts';

// Each on every subject below, against perl itself; source of the constructs: spec 4.3 and 4.4.
const PATTERNS = [
  '/foo/',
  '/foo/i',
  '/^foo$/',
  '/^bar$/m',
  '/^/m',
  '/a.c/',
  '/a.c/s',
  '/\\sfoo/',
  '/[\\s]/',
  '/[^\\s]b/',
  '/\\S+/',
  '/$/',
  '/\\n$/',
  '/foo\\z/',
  '/foo\\Z/',
  '/\\Afoo/',
  '/foo(?i)BAR|BAZ/',
  '/(?i:foo)BAR/',
  '/(?-i:foo)bar/i',
  '/f(?i)o(?-i)o/',
  '/(?im)^BAR/',
  '/x++x/',
  '/x*+y/',
  '/(?>x+)xy/',
  '/(a)?\\1b/',
  '/(?:(a)|b)\\1/',
  '/(.)\\1/i',
  '/(?<n>o)\\k<n>/',
  '/(o)\\g1/',
  '/(o)\\g{-1}/',
  '/a{,2}b/',
  '/a{2,}/',
  '/a{1,2}?/',
  '/a\\{x}/',
  '/{x|o+{|^{|(?i){|[a-c-]/',
  '/[]a]/',
  '/[^]a]/',
  '/[[]/',
  '/[a\\-z]/',
  '/[a\\-\\d]/',
  '/[[:punct:]]/',
  '/[[:^alpha:]]b/',
  '/[[:cntrl:]]/',
  '/[[:xdigit:]]{4}/',
  '/\\x41/',
  '/\\x{41}/',
  '/\\101/',
  '/\\0/',
  '/\\e/',
  '/\\cA/',
  '/[\\xc0-\\xff]/',
  '/\\xe4/i',
  '/[\\xe4]/i',
  '/[^a]/i',
  '/[^\\W]/i',
  '/[\\W]/i',
  '/\\bfoo\\b/',
  '/\\Boo/',
  '/(?<=a)b/',
  '/(?<!a)b/',
  '/(?<=ab|c)d/',
  '/a(?=b)/',
  '/a(?!b)/',
  '/f o o/x',
  '/f[ ]o # comment\n/x',
  '/a|b|/',
  'm{a/b}',
  'm!a\\!b!',
  'm(foo)i',
  'm<foo>',
  'm[fo+]',
  '/a\\/b/',
  '/\\@/',
  '/\\h/',
  '/\\v/',
  '/\\R/',
  '/\\N+/',
  '/\\N{2}o/',
  '/\\N{U+e9}/',
  '/[\\N{U+e9}\\N{U+456}]/',
  '/\\N{U+456}|b/',
  '/[^\\x{456}]b/',
  '/[\\x{61}-\\x{456}]b/',
  '/(?#c)foo/',
  '/(?P<q>o)(?P=q)/',
  '/\\d+\\D/',
  '/[\\d.]+/',
  '/\\w\\W/',
  '/(a|ab)(c|bcd)(d*)/',
  '/(?:a|ab)++c/',
  '/((a)|(b))*c/',
  '/(?i)\\xe9/',
  '/(?=(a+))\\1b/',
  '/\\x/',
  '/\\x{100}|b/',
  '/[a\\x{100}]/',
  '/[(](a)\\1/',
  '/[)](?:(o)\\1)|[(]/',
];
const SUBJECTS = [
  '',
  'foo',
  'foo\n',
  'FOO',
  'foobar',
  'fooBAR',
  'FOObar',
  'foobaz',
  'a\nb',
  'a\rc',
  'abc',
  'abcd',
  'x foo y',
  '\tfoo',
  '\x0bfoo',
  '\xa0foo',
  '\x85',
  'foo\nbar\n',
  'bar\nfoo',
  'xxxy',
  'xxx',
  'aab',
  'ab',
  'b',
  'bb',
  'ba',
  'aa',
  'oo',
  'oO',
  'cd',
  '\xe4',
  '\xc4',
  '\xe9',
  '\xc9',
  '\xb5',
  '\xff',
  '\xdf',
  'a/b',
  'a!b',
  '[',
  ']',
  '-',
  '4',
  'a@b',
  'deadbeef',
  '\x00',
  '\x1b',
  '\x01',
  '\r\n',
  'a-z',
  'A',
  'aB',
  'f o',
  '.1.2',
  'a{x}',
  '_',
  'abcbcd',
  'K',
];

const PERL = `
my ($patterns, $subjects) = map { [map { pack 'H*', $_ } split /,/, $_, -1] } @ARGV;
for my $pattern (@$patterns) {
  my $body = $pattern =~ /^m/ ? substr($pattern, 1) : $pattern;
  my $regex = eval "qr" . $body . "aa";
  print join('', map { !defined $regex ? 'E' : $_ =~ $regex ? "[$-[0]-$+[0]]" : '-' } @$subjects), "\\n";
}`;

function perl(): readonly string[] {
  const hex = (texts: readonly string[]): string =>
    texts.map(text => Buffer.from(text, 'latin1').toString('hex')).join(',');
  const run = spawnSync('perl', ['-e', PERL, hex(PATTERNS), hex(SUBJECTS)]);
  assert.equal(run.status, 0, run.stderr.toString());
  return run.stdout.toString().trimEnd().split('\n');
}

function own(pattern: string): string {
  const regex = new RegExp(translateRegex(pattern).source, translateRegex(pattern).flags);
  return SUBJECTS.map(subject => {
    const match = regex.exec(subject);
    return match === null ? '-' : `[${match.index}-${match.index + match[0].length}]`;
  }).join('');
}

const hasPerl = spawnSync('perl', ['-e', '1']).status === 0;

test('translated regexes match where perl matches', { skip: hasPerl ? false : 'no perl' }, () => {
  const expected = perl();
  assert.equal(expected.length, PATTERNS.length);
  PATTERNS.forEach((pattern, index) => {
    assert.ok(!expected[index]?.includes('E'), `perl refuses ${pattern}`);
    assert.equal(own(pattern), expected[index], pattern);
  });
});

// What cannot be translated is named.
const REFUSED: readonly [string, RegExp][] = [
  ['/\\p{L}/', /\\p/],
  ['/a\\Kb/', /\\K/],
  ['/\\Ga/', /\\G/],
  ['/\\X/', /\\X/],
  ['/(?R)/', /recursion \(\?R/],
  ['/(?<n>a)(?&n)/', /recursion \(\?&/],
  ['/(?<n>a)(?P>n)/', /recursion \(\?P>/],
  ['/(a)(?-1)/', /recursion \(\?-1/],
  ['/\\N{LATIN SMALL LETTER A}/', /character name/],
  ['/(?1)/', /recursion \(\?1/],
  ['/(?(1)a|b)/', /conditional \(\?\(/],
  ['/(*FAIL)/', /\(\*FAIL/],
  ['/(?|a|b)/', /branch reset \(\?\|/],
  ['/(?{ 1 })/', /code block/],
  ['/(/', /unmatched \(/],
  ['/a)/', /unmatched \)/],
  ['/[a/', /unmatched \[/],
  ['/*a/', /quantifier/],
  ['/a**/', /nested quantifier/],
  ['/a/b/', /delimiter/],
  ['/a/e', /flags/],
  ['foo', /delimiters/],
  ['/(a*)?\\1/', /unset or empty/],
  ['/\\Qa/', /\\Q/],
  ['/[z-a]/', /backwards/],
  ['/\\k<no>/', /no/],
  // Perl warns of these, and SpamAssassin takes its warnings for errors.
  ['/a{b/', /backslash/],
  ['/\\.{1,/', /backslash/],
  ['/\\w{b/', /backslash/],
  ['/[a]{b/', /backslash/],
  ['/(a){b/', /backslash/],
  ['/a(?#x){b/', /backslash/],
  ['/a\\%{NAME}/', /backslash/],
  ['/a%{name}/', /backslash/],
  ['/[a-\\d]/', /range/],
  ['/[\\w-z]/', /range/],
  ['/[[:alpha:]-z]/', /range/],
  ['/[:alpha:]/', /POSIX/],
  ['/foo/g', /flag g/],
  ['/foo/io', /flag o/],
];
for (const [pattern, message] of REFUSED) {
  test(`refused: ${pattern}`, () => {
    assert.throws(
      () => translateRegex(pattern),
      (error: unknown) => error instanceof RegexError && message.test(error.message),
    );
  });
}

test('count gives matches that do not overlap, up to the limit', () => {
  assert.equal([...translateRegex('/aa/').matches('aaaaa')].length, 2);
  assert.equal([...translateRegex('/x*/').matches('ab')].length, 3);
});

test("case folds without V8's modifiers, which lose matches when V8 does not optimize", () => {
  for (const pattern of ['/(?i:mobile) x/', '/a(?i)b\\xe4/', '/f(?-i:o)o/i', '/\\xe4foo[\\xc4]/i']) {
    assert.doesNotMatch(translateRegex(pattern).source, /\(\?[i-]/, pattern);
  }
  const program = `process.exitCode = new RegExp(${JSON.stringify(translateRegex('/(?i:mobile)\\s(?i:pho)NE/').source)}).test('Mobile PhoNE') ? 0 : 1`;
  for (const flags of [['--regexp-interpret-all', '--no-regexp-optimization'], ['--no-regexp-tier-up'], []])
    assert.equal(spawnSync(process.execPath, [...flags, '-e', program]).status, 0, flags.join(' '));
});
