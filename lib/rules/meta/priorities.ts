/**
 * What metas take over from the rules that they depend on, and the other way round (spec 1.7): a meta of network rules is one
 * itself, and a meta pulls what it depends on down to its own priority, network rules to -100 at most.
 */
import type { RuleCollector } from '../cf/rule-collector.ts';
import type { RuleTest } from '../rule.ts';
import { NO_TAGS } from '../tflags.ts';
import type { RuleTags } from '../tflags.ts';
import { dependenciesOf } from './expression.ts';

const NET_PRIORITY = -100;

/** A meta is a network rule when something that it depends on directly is one. */
export function inheritNet(
  tests: ReadonlyMap<string, RuleTest>,
  { tags }: RuleCollector,
): ReadonlyMap<string, RuleTags> {
  const own = new Map([...tags].map(([name, { value }]) => [name, value]));
  const result = new Map(own);
  const isNet = (name: string): boolean => own.get(name)?.names.has('net') === true;
  for (const [name, test] of tests) {
    if (test.kind !== 'meta' || isNet(name) || !dependenciesOf(test.expression).some(isNet)) continue;
    const { names, maxHits } = own.get(name) ?? NO_TAGS;
    result.set(name, { names: new Set([...names, 'net']), maxHits });
  }
  return result;
}

/** Lowest first: what is pulled down early stays there. */
export function prioritiesOf(
  tests: ReadonlyMap<string, RuleTest>,
  tags: ReadonlyMap<string, RuleTags>,
  collected: RuleCollector,
): ReadonlyMap<string, number> {
  const isNet = (name: string): boolean => collected.tags.get(name)?.value.names.has('net') === true;
  const result = new Map([...tests.keys()].map(name => [name, collected.priorities.get(name)?.value ?? 0]));
  const order = [...result].sort(([, a], [, b]) => a - b).map(([name]) => name);
  for (const name of order) {
    const test = tests.get(name);
    const priority = result.get(name) ?? 0;
    if (test?.kind !== 'meta') continue;
    for (const dependency of dependenciesOf(test.expression)) {
      if ((result.get(dependency) ?? priority) <= priority) continue;
      result.set(dependency, isNet(dependency) ? Math.max(priority, NET_PRIORITY) : priority);
    }
  }
  for (const [name, priority] of result)
    if (priority === 0 && tags.get(name)?.names.has('net') === true) result.set(name, NET_PRIORITY);
  return result;
}
