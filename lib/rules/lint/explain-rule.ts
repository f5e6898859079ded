/** All that is known of one rule, for `mailsift rules explain`. */
import { dependenciesOf } from '../meta/expression.ts';
import type { Place, Rule, RuleSet, Scores } from '../rule.ts';
import { neverHits } from './never.ts';
import { kindOf } from './statistics.ts';

export interface RuleExplanation {
  readonly rule: string;
  readonly kind: string;
  readonly description: string;
  /** As written, without the name. */
  readonly definition: string;
  readonly definedAt: string;
  readonly scores: Scores;
  readonly tflags: readonly string[];
  readonly priority: number;
  /** `FILE:LINE` of what was set by a line of its own. */
  readonly setAt: Readonly<Partial<Record<'description' | 'scores' | 'tflags' | 'priority', string>>>;
  readonly dependsOn: readonly string[];
  readonly neededBy: readonly string[];
  /** Why it cannot hit here; null: it can. */
  readonly never: string | null;
}

/** undefined: no such rule. */
export function explainRule(
  set: RuleSet,
  name: string,
  localTestsOnly: boolean,
): RuleExplanation | undefined {
  const rule = set.rules.get(name);
  if (rule === undefined) return undefined;
  const { description, scores, tags, priority } = rule.origins;
  return {
    rule: name,
    kind: kindOf(rule),
    description: rule.description,
    definition: rule.source,
    definedAt: at(rule),
    scores: rule.scores,
    tflags: [...rule.tags.names],
    priority: rule.priority,
    setAt: {
      ...(description === undefined ? {} : { description: at(description) }),
      ...(scores === undefined ? {} : { scores: at(scores) }),
      ...(tags === undefined ? {} : { tflags: at(tags) }),
      ...(priority === undefined ? {} : { priority: at(priority) }),
    },
    dependsOn: dependencies(rule),
    neededBy: [...set.rules.values()].filter(one => dependencies(one).includes(name)).map(one => one.name),
    never: rule.scores.every(score => score === 0)
      ? 'has a score of 0'
      : (neverHits(set, localTestsOnly).get(name) ?? null),
  };
}

function dependencies({ test }: Rule): readonly string[] {
  return test.kind === 'meta' ? dependenciesOf(test.expression) : [];
}

function at({ file, line }: Place): string {
  return `${file}:${line}`;
}
