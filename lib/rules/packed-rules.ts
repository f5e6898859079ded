/**
 * Rules as text, one behind the other, from which each can be made again by itself. One string takes an image a copy to load, however
 * long it is; the rules in it would be a hundred thousand objects.
 */
import type { AnswerTest } from './answer-test.ts';
import type { MetaExpression } from './meta/expression.ts';
import { startsOf } from './prefilter/number-lists.ts';
import { RuleRegex } from './regex/rule-regex.ts';
import type { PackedRegex } from './regex/rule-regex.ts';
import type { Rule, RuleTest } from './rule.ts';
import { NO_TAGS } from './tflags.ts';
import type { UriClause } from './uri-clause.ts';

export interface PackedRules {
  readonly text: string;
  /** By number where a rule begins, and one more. */
  readonly starts: Uint32Array;
  /** The same for the regexes as V8 has them, which would have to be escaped in JSON. */
  readonly regexes: string;
  readonly regexStarts: Uint32Array;
  /** Rules name theirs by its place. */
  readonly files: readonly string[];
}

type Text<Kind extends RuleTest['kind']> = RuleTest & { readonly kind: Kind };
type PackedClause = Omit<UriClause, 'regex'> & { readonly regex: PackedRegex };
type PackedAnswer =
  | Exclude<AnswerTest, { readonly kind: 'regex' | 'codes' }>
  | { readonly kind: 'regex'; readonly regex: PackedRegex }
  | { readonly kind: 'codes'; readonly codes: readonly number[] };

type PackedTest =
  | (Omit<Text<'header'>, 'regex' | 'ifUnset'> & { readonly ifUnset?: string; readonly regex: PackedRegex })
  | (Omit<Text<'mimeheader'>, 'regex'> & { readonly regex: PackedRegex })
  | (Omit<Text<'text'>, 'regex'> & { readonly regex: PackedRegex })
  | { readonly kind: 'uri-detail'; readonly clauses: readonly PackedClause[] }
  | (Omit<Text<'askdns'>, 'answer'> & { readonly answer: PackedAnswer })
  | Text<'exists' | 'eval' | 'empty' | 'broken'>
  | { readonly kind: 'meta'; readonly expression: MetaExpression };

/** What has its usual value is left out. */
interface PackedRule extends Partial<Pick<Rule, 'source' | 'description' | 'describedInLatin1' | 'origins'>> {
  readonly file: number;
  readonly line: number;
  readonly test: PackedTest;
  readonly tags?: readonly string[];
  readonly maxHits?: number;
  readonly priority?: number;
  readonly scores: Rule['scores'];
}

const NO_ORIGINS: Rule['origins'] = {};

/** In the order of their numbers. */
export function packRules(rules: readonly Rule[]): PackedRules {
  const files = [...new Set(rules.map(({ file }) => file))];
  const parts = rules.map(rule => {
    const { test, source } = packedTest(rule.test);
    return { rule: JSON.stringify(packed(rule, files, test)), source };
  });
  const { text, starts } = joined(parts.map(({ rule }) => rule));
  const regexes = joined(parts.map(({ source }) => source));
  return { text, starts, regexes: regexes.text, regexStarts: regexes.starts, files };
}

function joined(texts: readonly string[]): { readonly text: string; readonly starts: Uint32Array } {
  const narrow = texts.map(oneByte);
  return { text: Buffer.from(narrow.join(''), 'latin1').toString('latin1'), starts: startsOf(narrow) };
}

export function unpackRule(rules: PackedRules, number: number, name: string): Rule {
  const { text, starts, regexes, regexStarts, files } = rules;
  const one = JSON.parse(text.slice(starts[number], starts[number + 1])) as PackedRule;
  const regex = regexes.slice(regexStarts[number], regexStarts[number + 1]);
  const { file, line, test, tags, maxHits = Infinity, scores, describedInLatin1 } = one;
  return {
    name,
    number,
    file: files[file] ?? '',
    line,
    test: unpackedTest(test, regex),
    source: one.source ?? '',
    description: one.description ?? '',
    ...(describedInLatin1 === undefined ? {} : { describedInLatin1 }),
    tags: tags === undefined ? NO_TAGS : { names: new Set(tags), maxHits },
    priority: one.priority ?? 0,
    scores,
    origins: one.origins ?? NO_ORIGINS,
  };
}

function packed({ tags, ...rule }: Rule, files: readonly string[], test: PackedTest): PackedRule {
  const { file, line, source, description, describedInLatin1, origins, priority, scores } = rule;
  return {
    file: files.indexOf(file),
    line,
    test,
    scores,
    ...(source === '' ? {} : { source }),
    ...(description === '' ? {} : { description }),
    ...(describedInLatin1 === undefined ? {} : { describedInLatin1 }),
    ...(Object.keys(origins).length === 0 ? {} : { origins }),
    ...(priority === 0 ? {} : { priority }),
    ...(tags.names.size === 0 ? {} : { tags: [...tags.names] }),
    ...(tags.maxHits === Infinity ? {} : { maxHits: tags.maxHits }),
  };
}

/** `source`: of the test's own regex, as V8 has it; '' for tests that have none. */
function packedTest(test: RuleTest): { readonly test: PackedTest; readonly source: string } {
  switch (test.kind) {
    case 'header': {
      const { ifUnset, regex, ...others } = test;
      const { source = '', ...rest } = regex.packed(!test.negated);
      return { test: { ...others, ...(ifUnset === undefined ? {} : { ifUnset }), regex: rest }, source };
    }
    case 'mimeheader': {
      const { source = '', ...rest } = test.regex.packed(false);
      return { test: { ...test, regex: rest }, source };
    }
    case 'text': {
      const { source = '', ...rest } = test.regex.packed(test.area !== 'full');
      return { test: { ...test, regex: rest }, source };
    }
    case 'uri-detail': {
      const clauses = test.clauses.map(one => ({ ...one, regex: one.regex.packed(false) }));
      return { test: { ...test, clauses }, source: '' };
    }
    case 'askdns':
      return { test: { ...test, answer: packedAnswer(test.answer) }, source: '' };
    case 'exists':
    case 'eval':
    case 'meta':
    case 'empty':
    case 'broken':
      return { test, source: '' };
  }
}

function packedAnswer(answer: AnswerTest): PackedAnswer {
  if (answer.kind === 'regex') return { ...answer, regex: answer.regex.packed(false) };
  return answer.kind === 'codes' ? { ...answer, codes: [...answer.codes] } : answer;
}

function unpackedTest(test: PackedTest, source: string): RuleTest {
  switch (test.kind) {
    case 'header':
      return { ...test, ifUnset: test.ifUnset, regex: ownRegex(test.regex, source) };
    case 'mimeheader':
    case 'text':
      return { ...test, regex: ownRegex(test.regex, source) };
    case 'uri-detail':
      return {
        ...test,
        clauses: test.clauses.map(one => ({ ...one, regex: RuleRegex.unpacked(one.regex) })),
      };
    case 'askdns':
      return { ...test, answer: unpackedAnswer(test.answer) };
    case 'exists':
    case 'eval':
    case 'meta':
    case 'empty':
    case 'broken':
      return test;
  }
}

function ownRegex(packed: PackedRegex, source: string): RuleRegex {
  return RuleRegex.unpacked(source === '' ? packed : { ...packed, source });
}

function unpackedAnswer(answer: PackedAnswer): AnswerTest {
  if (answer.kind === 'regex') return { ...answer, regex: RuleRegex.unpacked(answer.regex) };
  return answer.kind === 'codes' ? { ...answer, codes: new Set(answer.codes) } : answer;
}

/** JSON that says the same in characters of one byte. */
function oneByte(json: string): string {
  return json.replace(
    /[^\0-\xff]/g,
    char => String.raw`\u` + char.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}
