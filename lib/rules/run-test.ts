/**
 * Runs the test of one rule on the views of a message: how often it hits, and the text that matched. Tests over several
 * elements look at the deadline between them; a single regex on a bounded element cannot be interrupted.
 */
import { decodeHeader } from '../views/header/decode-header.ts';
import { nodesOf } from '../views/mime/parse-mime.ts';
import type { Views } from '../views/views.ts';
import type { EvalContext } from './plugins/plugin.ts';
import { findEval } from './plugins/registry.ts';
import type { RuleRegex } from './regex/rule-regex.ts';
import type { MatchPlace } from './result.ts';
import type { Rule, RuleTest } from './rule.ts';

export interface TestResult {
  /** Hits that count: more than 1 only with tflags multiple. */
  readonly count: number;
  /** What metas see, above 0 on a hit. */
  readonly value: number;
  readonly match: string;
  readonly where: MatchPlace | undefined;
}

const MISS: TestResult = { count: 0, value: 0, match: '', where: undefined };
const HIT: TestResult = { ...MISS, count: 1, value: 1 };

/** undefined: an eval that is not decided yet. */
export function runTest(rule: Rule, context: EvalContext, expired: () => boolean): TestResult | undefined {
  const { test } = rule;
  const { views } = context;
  switch (test.kind) {
    case 'header':
      return headerTest(rule, test, views, expired);
    case 'exists':
      return views.header(test.target.name, test.target.modifiers).length > 0 ? HIT : MISS;
    case 'mimeheader':
      return mimeHeaderTest(rule, test, views, expired);
    case 'text':
      return matchAll(rule, test.regex, textOf(rule, test.area, views), test.area, expired);
    case 'eval': {
      const answer = findEval(test.function)?.definition.run(context, test.args);
      const value = Number(answer ?? 0);
      if (answer === undefined) return undefined;
      // As in Perl, every answer but 0 is a hit.
      return value !== 0 && !Number.isNaN(value) ? { ...HIT, value } : MISS;
    }
    case 'meta':
    case 'empty':
    case 'broken':
      return MISS;
  }
}

function textOf(rule: Rule, area: 'body' | 'rawbody' | 'uri' | 'full', views: Views): readonly string[] {
  switch (area) {
    case 'body':
      return rule.tags.names.has('nosubject') ? views.body.slice(1) : views.body;
    case 'rawbody':
      return views.rawbody;
    case 'uri':
      return views.uris;
    case 'full':
      return [views.full];
  }
}

function headerTest(
  rule: Rule,
  test: RuleTest & { kind: 'header' },
  views: Views,
  expired: () => boolean,
): TestResult {
  const subject = joinValues(views.header(test.target.name, test.target.modifiers)) ?? test.ifUnset;
  if (test.negated) return subject === undefined || !test.regex.test(subject) ? HIT : MISS;
  return subject === undefined ? MISS : matchAll(rule, test.regex, [subject], test.target.name, expired);
}

/** Elements as one subject; undefined when there are none. */
function joinValues(values: readonly string[]): string | undefined {
  const [first] = values;
  return first === undefined ? undefined : values.join(first.endsWith('\n') ? '' : '\n');
}

function matchAll(
  rule: Rule,
  regex: RuleRegex,
  elements: readonly string[],
  area: string,
  expired: () => boolean,
): TestResult {
  const multiple = rule.tags.names.has('multiple');
  let count = 0;
  let first: { readonly match: string; readonly where: MatchPlace | undefined } = MISS;
  for (const [index, element] of elements.entries()) {
    const match = regex.exec(element);
    if (match !== undefined) {
      if (count === 0)
        first = { match: match.text, where: { area, element: index + 1, offset: match.index } };
      if (!multiple) return { ...HIT, ...first };
      count += regex.count(element, rule.tags.maxHits - count);
      if (count >= rule.tags.maxHits) break;
    }
    if (expired()) break;
  }
  return count === 0 ? MISS : { count, value: count, ...first };
}

/** Over all MIME nodes: `=~` hits at the first that matches, `!~` when none does. */
function mimeHeaderTest(
  rule: Rule,
  test: RuleTest & { kind: 'mimeheader' },
  views: Views,
  expired: () => boolean,
): TestResult {
  const lowerName = test.target.name.toLowerCase();
  const raw = test.target.modifiers.includes('raw');
  const values = nodesOf(views.mime).map(node => {
    const fields =
      lowerName === 'all' ? node.fields : node.fields.filter(field => field.name.toLowerCase() === lowerName);
    const texts = fields.map(field => {
      const value = raw ? field.raw : `${decodeHeader(field.name, field.raw)}\n`;
      return lowerName === 'all' ? `${field.name}:${raw ? '' : ' '}${value}` : value;
    });
    return joinValues(texts) ?? test.ifUnset;
  });
  if (test.negated) return values.some(value => test.regex.test(value)) ? MISS : HIT;
  return matchAll(rule, test.regex, values, test.target.name, expired);
}
