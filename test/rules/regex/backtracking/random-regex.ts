/** Regexes of a few letters with everything that matters to backtracking; V8 takes them all. */
import fc from 'fast-check';

const SINGLE = ['a', 'b', '[ab]', '.', String.raw`\w`, '[^a]', String.raw`\s`];
const QUANTIFIERS = ['', '', '*', '+', '?', '+?', '*?', '{2,4}', '{0,12}', '{3,}', '++'];
const ZERO_WIDTH = [String.raw`\b`, '(?<=a)', '(?<!ab)', '(?=a)', '(?!b+)', '^', '$'];

export const randomRegex: fc.Arbitrary<string> = fc.letrec<{
  branches: string;
  sequence: string;
  atom: string;
}>(tie => ({
  branches: fc.array(tie('sequence'), { minLength: 1, maxLength: 2 }).map(list => list.join('|')),
  sequence: fc.array(tie('atom'), { minLength: 1, maxLength: 3 }).map(list => list.join('')),
  atom: fc.oneof(
    { maxDepth: 3, depthSize: 'large' },
    fc.tuple(fc.constantFrom(...SINGLE), fc.constantFrom(...QUANTIFIERS)).map(parts => parts.join('')),
    fc.constantFrom(...ZERO_WIDTH),
    fc
      .tuple(fc.constantFrom('(', '(?:', '(?>'), tie('branches'), fc.constantFrom(...QUANTIFIERS))
      .map(([open, body, quantifier]) => `${open}${body})${quantifier}`),
    fc.tuple(fc.constantFrom('(?=', '(?!'), tie('branches')).map(([open, body]) => `${open}${body})`),
  ),
})).branches;
