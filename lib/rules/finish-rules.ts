/**
 * Makes rules of what the directives said about them (spec 1.5, 1.7): default scores, priorities and flags, globs of metas
 * filled in. What cannot run, and what was said about rules that do not exist, are faults.
 */
import type { Definition, RuleCollector } from './cf/rule-collector.ts';
import { expandMatching } from './meta/expand-matching.ts';
import { dependenciesOf } from './meta/expression.ts';
import { inheritNet, prioritiesOf } from './meta/priorities.ts';
import { findEval } from './plugins/registry.ts';
import { replaceTablesOf } from './plugins/replace-tags.ts';
import { replaceTags } from './regex/replace-tags.ts';
import { RegexError, RuleRegex } from './regex/rule-regex.ts';
import type { Place, Rule, RuleFault, RuleTest, UndefinedRule } from './rule.ts';
import { RuleTable } from './rule-table.ts';
import { defaultScores } from './score.ts';
import type { SettingLines } from './settings.ts';
import { NO_TAGS } from './tflags.ts';

export interface FinishedRules {
  readonly rules: RuleTable;
  readonly undefinedRules: ReadonlyMap<string, UndefinedRule>;
  readonly faults: readonly RuleFault[];
}

export interface FinishOptions {
  readonly plugins: ReadonlySet<string>;
  readonly settings: SettingLines;
  /** Rewritten regexes are looked at here, not at their first use. */
  readonly strict: boolean;
  /** ParseOptions.brief. */
  readonly brief: boolean;
}

const NO_ORIGINS: Rule['origins'] = {};

export function finishRules(
  collected: RuleCollector,
  { plugins, settings, strict, brief }: FinishOptions,
): FinishedRules {
  const faults: RuleFault[] = [];
  const tests = new Map<string, RuleTest>();
  for (const [name, definition] of collected.definitions) {
    const test = runnable(definition.test, name, collected, plugins);
    tests.set(name, test);
    const idle = collected.scores.get(name)?.value.every(score => score === 0) === true;
    if (test.kind === 'broken')
      faults.push({
        ...placeOf(definition),
        level: idle ? 'warning' : 'error',
        text: `${name}: ${test.why}`,
      });
  }
  if (plugins.has('ReplaceTags')) faults.push(...rewrite(tests, collected, settings, strict));
  faults.push(...undefinedDependencies(tests, collected));
  const tags = inheritNet(tests, collected);
  const priorities = prioritiesOf(tests, tags, collected);
  const rules: Rule[] = [];
  for (const [name, definition] of collected.definitions) {
    const ruleTags = tags.get(name) ?? NO_TAGS;
    rules.push({
      name,
      number: rules.length,
      test: tests.get(name) ?? definition.test,
      source: brief ? '' : definition.source,
      description: collected.descriptions.get(name)?.value ?? '',
      ...(collected.latin1Descriptions.has(name) ? { describedInLatin1: true } : {}),
      tags: ruleTags,
      priority: priorities.get(name) ?? 0,
      scores: collected.scores.get(name)?.value ?? defaultScores(name, ruleTags.names.has('nice')),
      origins: brief ? NO_ORIGINS : originsOf(name, collected),
      ...placeOf(definition),
    });
  }
  const undefinedRules = undefinedOf(collected, faults);
  return { rules: new RuleTable(rules), undefinedRules, faults };
}

/** The test as it can run here: globs filled in; broken when its function is missing or of another kind. */
function runnable(
  test: RuleTest,
  name: string,
  { definitions }: RuleCollector,
  plugins: ReadonlySet<string>,
): RuleTest {
  if (test.kind === 'meta')
    return { kind: 'meta', expression: expandMatching(test.expression, name, definitions.keys()) };
  if (test.kind !== 'eval') return test;
  const found = findEval(test.function);
  if (found === undefined) return { kind: 'broken', why: `unknown eval function ${test.function}` };
  if (!plugins.has(found.plugin))
    return {
      kind: 'broken',
      why: `eval function ${test.function} belongs to the plugin ${found.plugin}, which is not loaded`,
    };
  const { area } = found.definition;
  if (area === 'any' || area === test.area || (area === 'body' && test.area === 'rawbody')) return test;
  return { kind: 'broken', why: `eval function ${test.function} is for ${area} rules` };
}

/**
 * What replace_rules names, with its tags replaced. The results can be huge, so they are translated when they are first
 * needed; one that is no regex then never hits.
 */
function rewrite(
  tests: Map<string, RuleTest>,
  { definitions }: RuleCollector,
  settings: SettingLines,
  strict: boolean,
): RuleFault[] {
  const faults: RuleFault[] = [];
  const tables = replaceTablesOf(settings);
  for (const name of new Set(settings.words('replace_rules'))) {
    const test = tests.get(name);
    const definition = definitions.get(name);
    if (test === undefined || definition === undefined || !('regex' in test)) continue;
    const { perlSource, perlFlags } = test.regex;
    const source = replaceTags(perlSource, perlFlags, tables);
    if (source === perlSource) continue;
    const regex = new RuleRegex(source, perlFlags);
    tests.set(name, { ...test, regex });
    if (!strict) continue;
    try {
      regex.validate();
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      faults.push({
        ...placeOf(definition),
        level: 'error',
        text: `${name}: with its tags replaced: ${error.message}`,
      });
    }
  }
  return faults;
}

function undefinedDependencies(tests: ReadonlyMap<string, RuleTest>, collected: RuleCollector): RuleFault[] {
  const faults: RuleFault[] = [];
  for (const [name, test] of tests) {
    const definition = collected.definitions.get(name);
    if (test.kind !== 'meta' || definition === undefined) continue;
    const missing = dependenciesOf(test.expression).filter(dependency => !tests.has(dependency));
    if (missing.length > 0)
      faults.push({
        ...placeOf(definition),
        level: 'warning',
        text: `meta ${name} depends on rules that do not exist: ${missing.join(', ')}`,
      });
  }
  return faults;
}

function originsOf(name: string, { descriptions, scores, tags, priorities }: RuleCollector): Rule['origins'] {
  const [description, score, flags, priority] = [
    descriptions.get(name),
    scores.get(name),
    tags.get(name),
    priorities.get(name),
  ];
  return {
    ...(description === undefined ? {} : { description: placeOf(description) }),
    ...(score === undefined ? {} : { scores: placeOf(score) }),
    ...(flags === undefined ? {} : { tags: placeOf(flags) }),
    ...(priority === undefined ? {} : { priority: placeOf(priority) }),
  };
}

function undefinedOf(
  { definitions, descriptions, scores }: RuleCollector,
  faults: RuleFault[],
): ReadonlyMap<string, UndefinedRule> {
  const result = new Map<string, UndefinedRule>();
  for (const name of new Set([...descriptions.keys(), ...scores.keys()])) {
    if (definitions.has(name)) continue;
    const [description, score] = [descriptions.get(name), scores.get(name)];
    result.set(name, { description: description?.value, scores: score?.value });
    if (description !== undefined)
      faults.push({
        ...placeOf(description),
        level: 'warning',
        text: `description exists for non-existent rule ${name}`,
      });
    if (score !== undefined)
      faults.push({ ...placeOf(score), level: 'warning', text: `score set for non-existent rule ${name}` });
  }
  return result;
}

function placeOf({ file, line }: Place | Definition): Place {
  return { file, line };
}
