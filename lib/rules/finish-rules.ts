/**
 * Puts together what the directives said about each rule: default scores and priorities (spec 1.5, 1.7), globs of metas.
 * A meta with a priority of its own pulls what it depends on down to it, network rules to -100 at most.
 */
import { expandMatching } from './meta/expand-matching.ts';
import { dependenciesOf } from './meta/evaluate-meta.ts';
import type { Rule, RuleTest, Scores } from './rule.ts';
import { defaultScores } from './score.ts';
import { NO_TAGS } from './tflags.ts';
import type { RuleTags } from './tflags.ts';

export interface Definition {
  readonly test: RuleTest;
  readonly file: string;
  readonly line: number;
}

export interface CollectedRules {
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly descriptions: ReadonlyMap<string, string>;
  readonly scores: ReadonlyMap<string, Scores>;
  readonly tags: ReadonlyMap<string, RuleTags>;
  readonly priorities: ReadonlyMap<string, number>;
}

const NET_PRIORITY = -100;

export function finishRules(collected: CollectedRules): ReadonlyMap<string, Rule> {
  const { definitions, descriptions, scores, tags } = collected;
  const tests = new Map<string, RuleTest>();
  for (const [name, { test }] of definitions) {
    tests.set(
      name,
      test.kind === 'meta'
        ? { kind: 'meta', expression: expandMatching(test.expression, name, definitions.keys()) }
        : test,
    );
  }
  const priorities = priorityOf(tests, collected);
  const rules = new Map<string, Rule>();
  for (const [name, { file, line }] of definitions) {
    const ruleTags = tags.get(name) ?? NO_TAGS;
    rules.set(name, {
      name,
      test: tests.get(name) ?? { kind: 'broken' },
      description: descriptions.get(name) ?? '',
      tags: ruleTags,
      priority: priorities.get(name) ?? 0,
      scores: scores.get(name) ?? defaultScores(name, ruleTags.names.has('nice')),
      file,
      line,
    });
  }
  return rules;
}

function priorityOf(
  tests: ReadonlyMap<string, RuleTest>,
  { tags, priorities }: CollectedRules,
): Map<string, number> {
  const isNet = (name: string): boolean => tags.get(name)?.names.has('net') === true;
  const result = new Map<string, number>();
  for (const name of tests.keys()) {
    const own = priorities.get(name) ?? 0;
    result.set(name, own === 0 && isNet(name) ? NET_PRIORITY : own);
  }
  const queue = [...tests.keys()].filter(name => priorities.has(name));
  for (const name of queue) {
    const test = tests.get(name);
    const priority = result.get(name) ?? 0;
    if (test?.kind !== 'meta') continue;
    for (const dependency of dependenciesOf(test.expression)) {
      const wanted = isNet(dependency) ? Math.max(priority, NET_PRIORITY) : priority;
      const current = result.get(dependency);
      if (current === undefined || current <= wanted) continue;
      result.set(dependency, wanted);
    }
  }
  return result;
}
