/** Random Perl regexes: with a little of everything, and with words and tables as rules have them. */
import fc from 'fast-check';

const atom = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    'B',
    ' ',
    '1',
    '_',
    '.',
    '\\d',
    '\\w',
    '\\s',
    '\\S',
    '\\W',
    '\\D',
    '[a-c]',
    '[^a]',
    '[\\w-]',
    '[]b]',
    '[^]b]',
  ],
  ...[
    '\\x41',
    '\\xe4',
    '\\xc4',
    '[\\xe0-\\xef]',
    '[^\\xc4]',
    '[\\x41-\\xe4]',
    '\\n',
    '\\t',
    '\\.',
    '\\@',
    '[\\s\\d]',
    '[[:alpha:]]',
    '[^[:space:]]',
    '[[:punct:]]',
    '\\040',
    '\\h',
    '\\v',
    '\\N',
  ],
);
const anchor = fc.constantFrom('\\b', '\\B', '^', '$', '\\A', '\\z', '\\Z');
const quantifier = fc.constantFrom(
  '',
  '',
  '',
  '?',
  '*',
  '+',
  '{2}',
  '{1,2}',
  '{,2}',
  '{2,}',
  '??',
  '*?',
  '+?',
  '{1,2}?',
  '?+',
  '*+',
  '++',
);
const { regex: body } = fc.letrec<Record<'regex' | 'branch' | 'piece' | 'group' | 'solid', string>>(tie => ({
  regex: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }).map(branches => branches.join('|')),
  branch: fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map(pieces => pieces.join('')),
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(atom, quantifier).map(([one, times]) => one + times),
    anchor,
    fc.tuple(fc.constantFrom('(?<=', '(?<!'), atom, atom).map(([open, one, two]) => `${open}${one}${two})`),
    tie('group'),
    fc.tuple(tie('solid'), quantifier).map(([one, times]) => one + times),
  ),
  // What is repeated must match something: Perl leaves a loop behind a round that matched nothing, V8 tries for more.
  solid: fc
    .array(fc.tuple(atom, tie('branch')), { minLength: 1, maxLength: 2 })
    .map(branches => `(?:${branches.map(([first, rest]) => first + rest).join('|')})`),
  group: fc
    .tuple(fc.constantFrom('(', '(?:', '(?i:', '(?-i:', '(?=', '(?!', '(?>', '(?s:', '(?m:'), tie('regex'))
    .map(([open, inner]) => `${open}${inner})`),
}));
/** With a group and what it held in front now and then. */
export const perlRegex: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('', '', '(.)\\1', '(\\w+) \\1', '([ab]|c)+?\\1'), body)
  .map(([first, rest]) => `${first}(?:${rest})`);
export const perlFlags = fc.constantFrom('', 'i', 's', 'm', 'is', 'im', 'x');

const LETTERS = [
  'q',
  'x',
  'z',
  'Q',
  'ab',
  'free',
  'Viagra',
  'http://',
  'don',
  "'t",
  '\\xe4',
  '\\xc4',
  '\\xd7',
  '\\xff',
  '\\xb5',
];
const CLASSES = [
  '[xyz]',
  '[0-9a-f]',
  '[a-l]',
  '[^ ]',
  '[^\\xe4x]',
  '[\\xe0-\\xef]',
  '\\w',
  '\\d',
  '\\s',
  '.',
  '[$s5]',
  '[a-zA-Z]',
];
const TIMES = [
  '',
  '',
  '',
  '',
  '?',
  '*',
  '+',
  '{2}',
  '{3}',
  '{2,}',
  '{1,3}',
  '{0,2}',
  '{9}',
  '{0}',
  '??',
  '+?',
  '*+',
  '{12,20}',
];
/** Few: V8 backtracks through all rounds of a group. */
const ROUNDS = ['', '', '', '?', '*', '+', '{2}', '{3}', '{0}', '{1,3}', '{2,}', '{9}'];
const OPEN = ['(', '(?:', '(?:', '(?:', '(?>', '(?i:', '(?-i:', '(?=', '(?!', '(?<=z)(?:'];

const { body: wordyBody } = fc.letrec<Record<'body' | 'branch' | 'piece' | 'table', string>>(tie => ({
  body: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }).map(branches => branches.join('|')),
  branch: fc.array(tie('piece'), { maxLength: 4 }).map(pieces => pieces.join('')),
  piece: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom(...LETTERS),
    fc.tuple(fc.constantFrom(...CLASSES), fc.constantFrom(...TIMES)).map(parts => parts.join('')),
    fc.constantFrom('\\b', '^', '$', '\\B'),
    fc
      .tuple(fc.constantFrom(...OPEN), tie('body'), fc.constantFrom(...ROUNDS))
      .map(([open, inner, times]) => `${open}${inner})${/=|!/.test(open) ? '' : times}`),
    tie('table'),
  ),
  // One letter as replace_tags writes it.
  table: fc
    .tuple(
      fc.array(
        fc.constantFrom('a', 'A', '@', '\\xc3[\\xa0-\\xa5]', '&#97;', '4', '(?:\\xd0|\\xd1)\\x90', '/\\\\'),
        { minLength: 5, maxLength: 8 },
      ),
      fc.constantFrom(...ROUNDS),
    )
    .map(([ways, times]) => `(?:${ways.join('|')})${times}`),
}));

/** Some need literals, some do not; a few are heavy. */
export const wordyRegex: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('', '', '', '(x|free|q+)', '(.)'), wordyBody, fc.constantFrom('', '', '\\1'))
  .map(([first, rest, last]) => `${first}(?:${rest})${first === '' ? '' : last}`);
