/**
 * Runs the test of one rule on the views of a message: how often it hits, and the text that matched. Tests over several
 * elements look at the deadline between them; a single regex on a bounded element cannot be interrupted.
 */
import { bodyText } from './body-text.ts';
import type { EvalContext } from './plugins/plugin.ts';
import { findUri } from './plugins/uri-detail.ts';
import { findEval } from './plugins/registry.ts';
import { runMimeHeaderTest } from './mime-header-test.ts';
import { HIT, MISS, matchElements } from './match-elements.ts';
import type { TestResult } from './match-elements.ts';
import type { RuleRegex } from './regex/rule-regex.ts';
import { fillTemplates } from './regex/templates.ts';
import { tagValues } from './tag-values.ts';
import type { Rule, RuleTest, TextArea } from './rule.ts';
import { subjectOf } from './header-subject.ts';
import { candidatesIn } from './prefiltered.ts';

/** undefined: not decided; an eval that waits for evidence, or a template tag without a value. */
export function runTest(rule: Rule, context: EvalContext, expired: () => boolean): TestResult | undefined {
  const { test } = rule;
  const { views } = context;
  switch (test.kind) {
    case 'header':
      return withRegex(test.regex, context, regex => headerTest(test, regex, context, expired));
    case 'exists':
      return views.header(test.target.name, test.target.modifiers).length > 0 ? HIT : MISS;
    case 'mimeheader':
      return withRegex(test.regex, context, regex => runMimeHeaderTest(test, regex, context, expired));
    case 'text':
      return withRegex(test.regex, context, regex => textTest(test.area, regex, context, expired));
    case 'uri-detail': {
      const uri = findUri(views.uriDetails.values(), test.clauses);
      return uri === undefined ? MISS : { ...HIT, match: uri, where: { area: 'uri', element: 1, offset: 0 } };
    }
    case 'eval': {
      const answer = findEval(test.function)?.definition.run(context, test.args);
      const value = Number(answer ?? 0);
      if (answer === undefined) return undefined;
      // As in Perl, every answer but 0 is a hit.
      return value !== 0 && !Number.isNaN(value) ? { ...HIT, value } : MISS;
    }
    case 'meta':
    case 'askdns':
    case 'empty':
    case 'broken':
      return MISS;
  }
}

/** In the body the first element is the subject. */
function textTest(
  area: TextArea,
  regex: RuleRegex,
  context: EvalContext,
  expired: () => boolean,
): TestResult {
  const { rule } = context;
  const elements = textOf(area, context);
  const possible = area === 'full' ? undefined : candidatesIn(area, context).elementsOf(rule.number);
  if (area !== 'body' || !rule.tags.names.has('nosubject'))
    return matchElements(regex, elements, area, context, expired, possible);
  const behind = possible?.filter(number => number > 0).map(number => number - 1);
  return matchElements(regex, elements.slice(1), area, context, expired, behind);
}

function textOf(area: TextArea, context: EvalContext): readonly string[] {
  const { views } = context;
  switch (area) {
    case 'body':
      return context.once(bodyText).lines;
    case 'rawbody':
      return views.rawbody;
    case 'uri':
      return views.uris;
    case 'full':
      return [views.full];
  }
}

/** Template tags in the regex have the values of this message. */
function withRegex(
  regex: RuleRegex,
  context: EvalContext,
  run: (regex: RuleRegex) => TestResult,
): TestResult | undefined {
  if (!regex.hasTemplates) return run(regex);
  const filled = fillTemplates(regex, (name, argument) => tagValues(context, name, argument));
  return filled === undefined ? undefined : run(filled);
}

function headerTest(
  test: RuleTest & { kind: 'header' },
  regex: RuleRegex,
  context: EvalContext,
  expired: () => boolean,
): TestResult {
  const subject = subjectOf(test, context.views);
  if (test.negated) return regex.test(subject) ? MISS : HIT;
  const possible = candidatesIn('header', context).elementsOf(context.rule.number);
  return matchElements(regex, [subject], test.target.name, context, expired, possible);
}
