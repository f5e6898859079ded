/**
 * Runs the test of one rule on the views of a message: how often it hits, and the text that matched. Tests over several
 * elements look at the deadline between them; a single regex on a bounded element cannot be interrupted.
 */
import { decodeHeader } from '../views/header/decode-header.ts';
import { nodesOf } from '../views/mime/parse-mime.ts';
import type { Views } from '../views/views.ts';
import { findEval } from './plugins/registry.ts';
import type { RuleRegex } from './regex/rule-regex.ts';
import type { Rule, RuleTest } from './rule.ts';

export interface TestResult {
  /** Hits that count: more than 1 only with tflags multiple. */
  readonly count: number;
  /** What metas see, above 0 on a hit. */
  readonly value: number;
  readonly match: string;
}

const MISS: TestResult = { count: 0, value: 0, match: '' };

export function runTest(rule: Rule, views: Views, expired: () => boolean): TestResult {
  const { test } = rule;
  switch (test.kind) {
    case 'header':
      return headerTest(rule, test, views, expired);
    case 'exists':
      return views.header(test.target.name, test.target.modifiers).length > 0 ? hit('') : MISS;
    case 'mimeheader':
      return mimeHeaderTest(rule, test, views, expired);
    case 'text':
      return matchAll(rule, test.regex, textOf(rule, test.area, views), expired);
    case 'eval': {
      const value = Number(findEval(test.function)?.run(views, test.args) ?? 0);
      return value > 0 ? { count: 1, value, match: '' } : MISS;
    }
    case 'meta':
    case 'broken':
      return MISS;
  }
}

function hit(match: string): TestResult {
  return { count: 1, value: 1, match };
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
  if (test.negated) return subject === undefined || !test.regex.test(subject) ? hit('') : MISS;
  return subject === undefined ? MISS : matchAll(rule, test.regex, [subject], expired);
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
  expired: () => boolean,
): TestResult {
  const multiple = rule.tags.names.has('multiple');
  let count = 0;
  let first = '';
  for (const element of elements) {
    const match = regex.match(element);
    if (match !== undefined) {
      if (count === 0) first = match;
      if (!multiple) return hit(match);
      count += regex.count(element, rule.tags.maxHits - count);
      if (count >= rule.tags.maxHits) break;
    }
    if (expired()) break;
  }
  return count === 0 ? MISS : { count, value: count, match: first };
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
  if (test.negated) return values.some(value => test.regex.test(value)) ? MISS : hit('');
  return matchAll(rule, test.regex, values, expired);
}
